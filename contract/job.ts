import { z } from 'zod'

/** What the board (or, for `sealing`, the station) is doing inside a running job. */
export const jobPhaseSchema = z.enum([
  'starting',
  'checking',
  'erasing',
  'writing',
  'verifying',
  'finishing',
  'reading',
  'uploading',
  'sealing',
])
export type JobPhase = z.infer<typeof jobPhaseSchema>

/** Progress inside a phase: bytes, bytes a second, and seconds left where that can be told. */
export const jobProgressSchema = z.object({
  phase: jobPhaseSchema,
  bytesDone: z.number(),
  bytesTotal: z.number(),
  bytesPerSecond: z.number(),
  secondsLeft: z.number().nullable(),
})
export type JobProgress = z.infer<typeof jobProgressSchema>

export const jobStateSchema = z.discriminatedUnion('kind', [
  /** A person said go; the board has not begun yet. */
  z.object({ kind: z.literal('armed') }),
  z.object({ kind: z.literal('running'), progress: jobProgressSchema }),
  /** The board went silent or the station was restarted; it goes on when the board comes back. */
  z.object({ kind: z.literal('interrupted'), since: z.number(), progress: jobProgressSchema }),
  /** A person cancelled; the board has not confirmed yet. */
  z.object({ kind: z.literal('cancelling'), progress: jobProgressSchema }),
  /** The storage was read back and matched. */
  z.object({ kind: z.literal('done'), finishedAt: z.number(), verifiedBytes: z.number() }),
  /** Everything was sent to a client that can't read back and compare (compatibility mode). */
  z.object({ kind: z.literal('unverified'), finishedAt: z.number(), sentBytes: z.number() }),
  z.object({
    kind: z.literal('failed'),
    finishedAt: z.number(),
    code: z.string(),
    message: z.string(),
  }),
  z.object({ kind: z.literal('cancelled'), finishedAt: z.number() }),
])
export type JobState = z.infer<typeof jobStateSchema>

/** The storage that a person confirmed; it is checked again on the board before anything is erased. */
export const jobTargetSchema = z.object({
  path: z.string(),
  sizeBytes: z.number(),
  cid: z.string(),
})

/** One run of a deploy or a backup on one board. */
export const jobSchema = z.object({
  id: z.string(),
  kind: z.enum(['deploy', 'backup']),
  boardId: z.string(),
  boardLabel: z.string(),
  /** Deploy: the image to write. Backup: the image that was made, once it is sealed. */
  imageId: z.string().nullable(),
  imageName: z.string(),
  target: jobTargetSchema,
  state: jobStateSchema,
  createdAt: z.number(),
  startedAt: z.number().nullable(),
  /** How often the board began this job; more than once after a power cut. */
  attempts: z.number().int(),
})
export type Job = z.infer<typeof jobSchema>

/** True while the job may still change the board: armed, running, interrupted or cancelling. */
export function isOpen(job: Pick<Job, 'state'>): boolean {
  return !['done', 'unverified', 'failed', 'cancelled'].includes(job.state.kind)
}
