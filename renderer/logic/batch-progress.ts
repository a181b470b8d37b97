import type { Batch } from '../../contract/batch.ts'
import { isOpen, type Job } from '../../contract/job.ts'

/** How far a batch is, in boards. `begun`: their jobs were armed; of those `done` ended well and `failed` ended otherwise. */
export type BatchProgress = {
  readonly begun: number
  readonly done: number
  readonly failed: number
}

/** Counts the jobs that a batch has armed; `jobs` need not hold them all. */
export function batchProgress(
  { jobIds }: Pick<Batch, 'jobIds'>,
  jobs: ReadonlyMap<string, Job>,
): BatchProgress {
  const known = jobIds.flatMap((id) => jobs.get(id) ?? [])
  const ended = known.filter((job) => !isOpen(job))
  const done = ended.filter(({ state }) => state.kind === 'done').length
  return { begun: jobIds.length, done, failed: ended.length - done }
}

/** Whole seconds until a countdown ends, never below 0. Times are milliseconds since 1970. */
export function secondsUntil(startsAt: number, now: number): number {
  return Math.max(0, Math.ceil((startsAt - now) / 1000))
}
