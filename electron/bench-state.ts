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

/** The bench after an event of the station, and the jobs that ended with it. */
export function applyEvent(
  bench: BenchState,
  event: StationEvent,
): { readonly bench: BenchState; readonly ended: readonly Job[] } {
  switch (event.kind) {
    case 'snapshot': {
      const { status, boards, jobs } = event.snapshot
      return {
        bench: {
          ...statusOf(status),
          boards: new Map(boards.map((board) => [board.id, board])),
          jobs: new Map(jobs.map((job) => [job.id, job])),
        },
        // What ended while the station could not be heard (its process was started again).
        ended: jobs.filter((job) => hasEnded(bench.jobs.get(job.id), job)),
      }
    }
    case 'statusChanged':
      return { bench: { ...bench, ...statusOf(event.status) }, ended: [] }
    case 'boardChanged':
      return {
        bench: { ...bench, boards: withThing(bench.boards, event.board) },
        ended: [],
      }
    case 'boardForgotten':
      return { bench: { ...bench, boards: without(bench.boards, event.id) }, ended: [] }
    case 'jobChanged':
      return {
        bench: { ...bench, jobs: withThing(bench.jobs, event.job) },
        ended: hasEnded(bench.jobs.get(event.job.id), event.job) ? [event.job] : [],
      }
    case 'jobForgotten':
      return { bench: { ...bench, jobs: without(bench.jobs, event.id) }, ended: [] }
    case 'imageChanged':
    case 'imageRemoved':
    case 'importChanged':
      return { bench, ended: [] }
  }
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
  const boards = [...bench.boards.values()]
  const working = boards.filter((board) => {
    const job = newest.get(board.id)
    return job !== undefined && isWorking(job)
  })
  const failed = boards.filter((board) => newest.get(board.id)?.state.kind === 'failed')
  const ready = boards.filter((board) => board.stage.kind === 'ready' && !working.includes(board))
  return { ready: ready.length, working: working.length, failed: failed.length }
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

function withThing<Thing extends { readonly id: string }>(
  things: ReadonlyMap<string, Thing>,
  thing: Thing,
): ReadonlyMap<string, Thing> {
  return new Map(things).set(thing.id, thing)
}

function without<Thing>(
  things: ReadonlyMap<string, Thing>,
  id: string,
): ReadonlyMap<string, Thing> {
  const rest = new Map(things)
  rest.delete(id)
  return rest
}
