import type { Board } from '../contract/board.ts'
import { isOpen, type Job } from '../contract/job.ts'
import type { Serving, StationEvent } from '../contract/station-event.ts'

/** What the shell knows of the bench: enough for the tray, notifications and the question before quitting. */
export type BenchState = {
  readonly serving: Serving['kind']
  readonly batchRuns: boolean
  readonly boards: ReadonlyMap<string, Board>
  readonly jobs: ReadonlyMap<string, Job>
}

export const emptyBench: BenchState = {
  serving: 'stopped',
  batchRuns: false,
  boards: new Map(),
  jobs: new Map(),
}

/** The bench after these events of the station, and the jobs that ended with them. */
export function applyEvents(
  bench: BenchState,
  events: readonly StationEvent[],
): { readonly bench: BenchState; readonly ended: readonly Job[] } {
  const boards = new Map(bench.boards)
  const jobs = new Map(bench.jobs)
  const ended: Job[] = []
  let status = { serving: bench.serving, batchRuns: bench.batchRuns }

  const takeJob = (job: Job): void => {
    if (hasEnded(jobs.get(job.id), job)) ended.push(job)
    jobs.set(job.id, job)
  }
  const apply = (event: StationEvent): void => {
    switch (event.kind) {
      case 'snapshot': {
        const { snapshot } = event
        status = statusOf(snapshot.status)
        boards.clear()
        for (const board of snapshot.boards) boards.set(board.id, board)
        const known = new Set(snapshot.jobs.map(({ id }) => id))
        for (const id of jobs.keys()) if (!known.has(id)) jobs.delete(id)
        // Among them may be some that ended while the station could not be heard (its process was started again).
        for (const job of snapshot.jobs) takeJob(job)
        return
      }
      case 'statusChanged':
        status = statusOf(event.status)
        return
      case 'boardChanged':
        boards.set(event.board.id, event.board)
        return
      case 'boardForgotten':
        boards.delete(event.id)
        return
      case 'jobChanged':
        takeJob(event.job)
        return
      case 'jobForgotten':
        jobs.delete(event.id)
        return
      case 'imageChanged':
      case 'imageRemoved':
      case 'importChanged':
        return
      default:
        event satisfies never
    }
  }
  for (const event of events) apply(event)
  return { bench: { ...status, boards, jobs }, ended }
}

export type BenchSummary = {
  readonly ready: number
  readonly working: number
  /** Boards whose newest job failed. */
  readonly failed: number
}

/** How many boards wait for work, work, or failed at what they did last. */
export function summarize(bench: BenchState): BenchSummary {
  const newest = new Map<string, Job>()
  for (const job of bench.jobs.values()) {
    const other = newest.get(job.boardId)
    if (other === undefined || other.createdAt < job.createdAt) newest.set(job.boardId, job)
  }
  const summary = { ready: 0, working: 0, failed: 0 }
  for (const board of bench.boards.values()) {
    const job = newest.get(board.id)
    if (job !== undefined && isWorking(job)) summary.working += 1
    else if (board.stage.kind === 'ready') summary.ready += 1
    if (job?.state.kind === 'failed') summary.failed += 1
  }
  return summary
}

/** Jobs that a board works on at this moment: the computer must not fall asleep, and quitting is asked about. */
export function workingJobs(bench: BenchState): Job[] {
  return [...bench.jobs.values()].filter(isWorking)
}

function isWorking({ state }: Job): boolean {
  return state.kind === 'running' || state.kind === 'cancelling'
}

function hasEnded(before: Job | undefined, now: Job): boolean {
  return before !== undefined && isOpen(before) && !isOpen(now)
}

function statusOf(
  status: Extract<StationEvent, { kind: 'statusChanged' }>['status'],
): Pick<BenchState, 'serving' | 'batchRuns'> {
  return { serving: status.serving.kind, batchRuns: status.batch?.state.kind === 'running' }
}
