import { randomUUID } from 'node:crypto'
import type { Board } from '../../contract/board.ts'
import { type Refusal, refusal } from '../../contract/errors.ts'
import type { Image } from '../../contract/image.ts'
import { isOpen, type Job, type JobPage, type JobSearch } from '../../contract/job.ts'
import { type BackupWish, type DeployWish, planJob } from './job-plan.ts'
import { advanceJob, beginAttempt, type JobEvent } from './job-state.ts'

/** All jobs: those that wait, run and have ended. At hand are those that a mirror holds and those of this run; the others are in the store. */
export type Jobs = {
  /** What a mirror holds: the open jobs, the newest of each of these boards, and the newest 200; oldest first. */
  recent(boardIds: readonly string[]): Job[]
  get(id: string): Job | undefined
  /** Newest first; what runs is as it stands now. */
  search(search: JobSearch): JobPage
  /** All that a search finds, newest first, a page at a time. */
  pages(search: JobSearch): Iterable<Job[]>
  /** The newest `limit` jobs of a board, newest first. */
  ofBoard(boardId: string, limit: number): Job[]
  /** Durable when it returns. */
  setNote(id: string, note: string): Job | Refusal
  openJobOf(boardId: string): Job | undefined
  /** True while some open job needs this image. */
  usesImage(imageId: string): boolean
  arm(board: Board, wish: DeployWish | BackupWish, batchId?: string): Job | Refusal
  retry(job: Job, board: Board, image: Image | undefined): Job | Refusal
  begin(id: string): Job | undefined
  advance(id: string, event: JobEvent): Job | undefined
  addLog(id: string, text: string): void
  log(id: string): string
}

export type JobsOptions = {
  readonly clock: () => number
  readonly store: {
    load(newest: number): Job[]
    get(id: string): Job | undefined
    search(search: JobSearch): JobPage
    pages(search: JobSearch): Iterable<Job[]>
    ofBoard(boardId: string, limit: number): Job[]
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
/** Ended jobs that a mirror holds whatever their board; contract/station-event.ts. */
const mirroredJobs = 200

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
    // A job that is not at hand has ended long ago, and stays as it is.
    return job === undefined ? undefined : put(advanceJob(job, event, clock()))
  }

  const openJobOf = (boardId: string): Job | undefined => {
    const id = openByBoard.get(boardId)
    return id === undefined ? undefined : jobs.get(id)
  }

  const arm = (
    board: Board,
    wish: DeployWish | BackupWish,
    batchId: string | null = null,
  ): Job | Refusal => {
    const planned = planJob(board, wish, openJobOf(board.id), randomUUID(), clock())
    if (planned.kind === 'refused') return planned
    const armed = { ...planned, batchId }
    // A board must not hear of a job that a restart of the station would forget.
    return saveNow(armed, 'The job', 'nothing was started') ?? put(armed)
  }

  const saveNow = (job: Job, what: string, consequence: string): Refusal | null => {
    try {
      store.save(job)
      return null
    } catch (error) {
      return refusal(
        'job-not-stored',
        `${what} could not be stored (${error instanceof Error ? error.message : String(error)}), so ${consequence}. Free space on the disk of the station, then try again.`,
      )
    }
  }

  /** Progress is not stored with every message. */
  const asItStands = (stored: Job): Job => jobs.get(stored.id) ?? stored

  const get = (id: string): Job | undefined => jobs.get(id) ?? store.get(id)

  for (const job of store.load(mirroredJobs)) {
    jobs.set(job.id, job)
    if (isOpen(job)) openByBoard.set(job.boardId, job.id)
    put(advanceJob(job, { kind: 'lost' }, clock()))
  }

  return {
    recent: (boardIds) => mirrored([...jobs.values()], new Set(boardIds)),
    get,
    search: (search) => {
      const page = store.search(search)
      return { ...page, jobs: page.jobs.map(asItStands) }
    },
    pages: function* (search) {
      for (const page of store.pages(search)) yield page.map(asItStands)
    },
    ofBoard: (boardId, limit) => store.ofBoard(boardId, limit).map(asItStands),
    setNote: (id, note) => {
      const job = get(id)
      if (job === undefined) return refusal('job-unknown', `There is no job ${id}.`)
      const noted = { ...job, note }
      return saveNow(noted, 'The note', 'it was not kept') ?? put(noted)
    },
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

function mirrored(jobs: readonly Job[], boardIds: ReadonlySet<string>): Job[] {
  const oldestFirst = jobs.toSorted((a, b) => a.createdAt - b.createdAt)
  const newestOfBoard = new Map(oldestFirst.map((job) => [job.boardId, job.id]))
  const newest = oldestFirst.length - mirroredJobs
  return oldestFirst.filter(
    (job, place) =>
      place >= newest ||
      isOpen(job) ||
      (boardIds.has(job.boardId) && newestOfBoard.get(job.boardId) === job.id),
  )
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
