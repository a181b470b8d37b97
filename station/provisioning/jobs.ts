import { randomUUID } from 'node:crypto'
import type { Board } from '../../contract/board.ts'
import { type Refusal, refusal } from '../../contract/errors.ts'
import type { Image } from '../../contract/image.ts'
import { isOpen, type Job } from '../../contract/job.ts'
import { type BackupWish, type DeployWish, planJob } from './job-plan.ts'
import { advanceJob, beginAttempt, type JobEvent } from './job-state.ts'

/** All jobs: those that wait, run and have ended. */
export type Jobs = {
  list(): Job[]
  get(id: string): Job | undefined
  openJobOf(boardId: string): Job | undefined
  /** True while some open job needs this image. */
  usesImage(imageId: string): boolean
  arm(board: Board, wish: DeployWish | BackupWish): Job | Refusal
  retry(job: Job, board: Board, image: Image | undefined): Job | Refusal
  begin(id: string): Job | undefined
  advance(id: string, event: JobEvent): Job | undefined
  addLog(id: string, text: string): void
  log(id: string): string
}

export type JobsOptions = {
  readonly clock: () => number
  readonly store: {
    load(): Job[]
    /** Durable when it returns; throws when it can't be. */
    save(job: Job): void
    /** Does not throw: what can't be written now is written later. */
    saveLater(job: Job): void
    appendLog(jobId: string, at: number, text: string): void
    readLog(jobId: string, limit: number): { at: number; text: string }[]
  }
  readonly onChanged: (job: Job) => void
}

/** Log entries that are shown of one job; older ones stay in the database. */
const shownLogEntries = 2_000

/** Makes the list of jobs from its store. Jobs that were running when the station ended are interrupted now. */
export function createJobs(options: JobsOptions): Jobs {
  const { clock, store } = options
  const jobs = new Map<string, Job>()
  const openByBoard = new Map<string, string>()

  const put = (next: Job): Job => {
    const before = jobs.get(next.id)
    if (before === next) return next
    jobs.set(next.id, next)
    if (isOpen(next)) openByBoard.set(next.boardId, next.id)
    else if (openByBoard.get(next.boardId) === next.id) openByBoard.delete(next.boardId)
    if (before === undefined || isWorthKeeping(before, next)) store.saveLater(next)
    options.onChanged(next)
    return next
  }

  const advance = (id: string, event: JobEvent): Job | undefined => {
    const job = jobs.get(id)
    return job === undefined ? undefined : put(advanceJob(job, event, clock()))
  }

  const openJobOf = (boardId: string): Job | undefined => {
    const id = openByBoard.get(boardId)
    return id === undefined ? undefined : jobs.get(id)
  }

  const arm = (board: Board, wish: DeployWish | BackupWish): Job | Refusal => {
    const planned = planJob(board, wish, openJobOf(board.id), randomUUID(), clock())
    if (planned.kind === 'refused') return planned
    try {
      // A board must not hear of a job that a restart of the station would forget.
      store.save(planned)
    } catch (error) {
      return refusal(
        'job-not-stored',
        `The job could not be stored (${error instanceof Error ? error.message : String(error)}), so nothing was started. Free space on the disk of the station, then try again.`,
      )
    }
    return put(planned)
  }

  for (const job of store.load()) {
    jobs.set(job.id, job)
    if (isOpen(job)) openByBoard.set(job.boardId, job.id)
    put(advanceJob(job, { kind: 'lost' }, clock()))
  }

  return {
    list: () => [...jobs.values()],
    get: (id) => jobs.get(id),
    openJobOf,
    usesImage: (imageId) =>
      [...openByBoard.values()].some((id) => jobs.get(id)?.imageId === imageId),
    arm,
    retry: (job, board, image) => {
      const again = wishOf(job, image)
      return again.kind === 'refused' ? again : arm(board, again)
    },
    begin: (id) => {
      const job = jobs.get(id)
      return job === undefined ? undefined : put(beginAttempt(job, clock()))
    },
    advance,
    addLog: (id, text) => store.appendLog(id, clock(), text),
    log: (id) =>
      store
        .readLog(id, shownLogEntries)
        .map((entry) => `${new Date(entry.at).toISOString()} ${entry.text}`)
        .join('\n'),
  }
}

/** A hundred progress messages a minute and board are not written to disk; every change of state is. */
function isWorthKeeping(before: Job, after: Job): boolean {
  return before.state.kind !== after.state.kind || before.attempts !== after.attempts
}

function wishOf(job: Job, image: Image | undefined): DeployWish | BackupWish | Refusal {
  if (isOpen(job)) {
    return refusal('job-open', 'This job has not ended yet. Cancel it first, or wait for its end.')
  }
  const target = { targetPath: job.target.path, targetSizeBytes: job.target.sizeBytes }
  if (job.kind === 'backup') return { kind: 'backup', imageName: job.imageName, ...target }
  if (image === undefined) {
    return refusal(
      'image-missing',
      `Image "${job.imageName}" is not in the library any more. Import it again, then deploy it.`,
    )
  }
  return { kind: 'deploy', image, ...target }
}
