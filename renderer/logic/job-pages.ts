import type { Job, JobPage } from '../../contract/job.ts'

/** The part of a search that is known: newest first, without gaps. */
export type FoundPart = {
  readonly jobs: readonly Job[]
  readonly total: number
  /** For the next page's `before`; null when everything is known. */
  readonly next: number | null
}

/**
 * The known part after its first page was asked for anew. Older jobs stay, so that a list that was scrolled far does not
 * shrink; they go when the new page does not reach down to them, because there would be a gap.
 */
export function withFirstPage(before: FoundPart | null, page: JobPage): FoundPart {
  const { jobs, total, next } = page
  if (before === null || next === null) return { jobs, total, next }
  const older = before.jobs.filter(({ createdAt }) => createdAt < next)
  const reaches = before.jobs.some(({ createdAt }) => createdAt >= next)
  if (!reaches || older.length === 0) return { jobs, total, next }
  return { jobs: [...jobs, ...older], total, next: before.next }
}

/** The known part with the page after it. */
export function withNextPage(before: FoundPart, page: JobPage): FoundPart {
  return { jobs: [...before.jobs, ...page.jobs], total: page.total, next: page.next }
}

/** Jobs as they are now, where the mirror (`fresh`) knows better. */
export function refreshed(jobs: readonly Job[], fresh: ReadonlyMap<string, Job>): readonly Job[] {
  return jobs.map((job) => fresh.get(job.id) ?? job)
}

/** Changes when a job was armed or ended: when a search may find other jobs than before. Progress changes nothing. */
export function historyStamp(jobs: ReadonlyMap<string, Job>): string {
  let newest = 0
  let ended = 0
  for (const { createdAt, state } of jobs.values()) {
    newest = Math.max(newest, createdAt)
    if ('finishedAt' in state) ended = Math.max(ended, state.finishedAt)
  }
  return `${newest} ${ended}`
}
