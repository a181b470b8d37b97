import { isOpen, type Job } from '../../contract/job.ts'

/** How long the board worked on the job, in milliseconds; null while it runs or when it never began. */
export function jobDuration({ startedAt, state }: Pick<Job, 'startedAt' | 'state'>): number | null {
  if (startedAt === null || !('finishedAt' in state)) return null
  return Math.max(0, state.finishedAt - startedAt)
}

/** When the job ended (milliseconds since 1970); null while it is open. */
export function jobEnd({ state }: Pick<Job, 'state'>): number | null {
  return 'finishedAt' in state ? state.finishedAt : null
}

/** Bytes a second over the whole job, waiting and reading back included; null where no bytes are known. */
export function meanRate(job: Pick<Job, 'startedAt' | 'state'>): number | null {
  const duration = jobDuration(job)
  const bytes = bytesMoved(job)
  if (duration === null || duration === 0 || bytes === null) return null
  return (bytes / duration) * 1000
}

function bytesMoved({ state }: Pick<Job, 'state'>): number | null {
  if (state.kind === 'done') return state.verifiedBytes
  return state.kind === 'unverified' ? state.sentBytes : null
}

/** The result in one word of the history's filter, which is also what a certificate's code tells to programs. */
export function outcomeOf(
  job: Pick<Job, 'state'>,
): 'open' | 'done' | 'unverified' | 'failed' | 'cancelled' {
  const { kind } = job.state
  if (isOpen(job)) return 'open'
  return kind === 'done' || kind === 'unverified' || kind === 'failed' ? kind : 'cancelled'
}
