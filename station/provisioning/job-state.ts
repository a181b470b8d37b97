import { assertNever } from '../../contract/errors.ts'
import {
  isOpen,
  type Job,
  type JobPhase,
  type JobProgress,
  type JobState,
} from '../../contract/job.ts'

/** What can happen to a job. Times in milliseconds since 1970. */
export type JobEvent =
  | {
      readonly kind: 'progress'
      readonly phase: JobPhase
      readonly bytesDone: number
      readonly bytesTotal: number
      readonly bytesPerSecond: number
      readonly limitedBy: JobProgress['limitedBy']
    }
  /** The board went silent, or the station was restarted. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'succeeded'; readonly verifiedBytes: number; readonly imageId: string | null }
  | { readonly kind: 'sent'; readonly sentBytes: number }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  | { readonly kind: 'cancel' }
  /** The board asked for work while the job was thought to run: it does not work on it (any more). */
  | { readonly kind: 'idle' }

const nothingDone: JobProgress = {
  phase: 'starting',
  bytesDone: 0,
  bytesTotal: 0,
  bytesPerSecond: 0,
  secondsLeft: null,
  limitedBy: null,
}

/** The job after `event`. A job that has ended stays as it is, whatever still arrives. */
export function advanceJob(job: Job, event: JobEvent, now: number): Job {
  if (!isOpen(job)) return job
  switch (event.kind) {
    case 'progress':
      return takeProgress(job, event, now)
    case 'lost':
      return job.state.kind === 'running'
        ? {
            ...job,
            state: { kind: 'interrupted', since: now, progress: stalled(job.state.progress) },
          }
        : job
    case 'succeeded':
      return {
        ...job,
        imageId: event.imageId ?? job.imageId,
        state: { kind: 'done', finishedAt: now, verifiedBytes: event.verifiedBytes },
      }
    case 'sent':
      return { ...job, state: { kind: 'unverified', finishedAt: now, sentBytes: event.sentBytes } }
    case 'failed':
      return { ...job, state: failure(event, now) }
    case 'cancel':
      return { ...job, state: cancelled(job.state, now) }
    case 'idle':
      return job.state.kind === 'cancelling'
        ? { ...job, state: { kind: 'cancelled', finishedAt: now } }
        : advanceJob(job, { kind: 'lost' }, now)
    default:
      return assertNever(event)
  }
}

function takeProgress(job: Job, event: Extract<JobEvent, { kind: 'progress' }>, now: number): Job {
  const { kind: _, ...measured } = event
  const progress = { ...measured, secondsLeft: secondsLeft(event) }
  if (job.state.kind === 'cancelling') return { ...job, state: { kind: 'cancelling', progress } }
  // Progress after an interruption of the line is the same attempt going on; a new attempt comes through `beginAttempt`.
  return { ...job, startedAt: job.startedAt ?? now, state: { kind: 'running', progress } }
}

/** The board was handed the job and begins it, for the first time or again. */
export function beginAttempt(job: Job, now: number): Job {
  if (!isOpen(job) || job.state.kind === 'cancelling') return job
  return {
    ...job,
    startedAt: job.startedAt ?? now,
    attempts: job.attempts + 1,
    state: { kind: 'running', progress: nothingDone },
  }
}

function failure(event: Extract<JobEvent, { kind: 'failed' }>, now: number): JobState {
  if (event.code === 'cancelled') return { kind: 'cancelled', finishedAt: now }
  return { kind: 'failed', finishedAt: now, code: event.code, message: event.message }
}

function cancelled(state: JobState, now: number): JobState {
  switch (state.kind) {
    case 'running':
      return { kind: 'cancelling', progress: state.progress }
    case 'cancelling':
      return state
    default:
      // Armed, or the board is gone: nobody is working on it, so nothing has to be stopped.
      return { kind: 'cancelled', finishedAt: now }
  }
}

function stalled(progress: JobProgress): JobProgress {
  return { ...progress, bytesPerSecond: 0, secondsLeft: null }
}

function secondsLeft(progress: Omit<JobProgress, 'secondsLeft'>): number | null {
  if (progress.bytesPerSecond <= 0 || progress.bytesTotal <= 0) return null
  return Math.max(0, progress.bytesTotal - progress.bytesDone) / progress.bytesPerSecond
}
