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
  /** What the board waits for most: data from the station, its own decompressing, or its storage; null where it can't tell. */
  limitedBy: z.enum(['network', 'decompressing', 'storage']).nullable().default(null),
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
  /** The board's serial number and model when the job was armed. */
  boardSerial: z.string().nullable().default(null),
  boardModel: z.string().nullable().default(null),
  /** The batch that armed it; null when a person did. */
  batchId: z.string().nullable().default(null),
  /** What a person wrote down about it. */
  note: z.string().default(''),
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

/** A search in the history: newest first. `before` is the `createdAt` after which the last page ended. */
export const jobSearchSchema = z.object({
  /** Part of a serial number, board label, image name, note or job id; empty finds all. */
  text: z.string().max(200).default(''),
  kind: jobSchema.shape.kind.nullable().default(null),
  states: z.array(z.enum(['open', 'done', 'unverified', 'failed', 'cancelled'])).default([]),
  boardId: z.string().nullable().default(null),
  /** Only jobs that wrote or made this image. */
  imageId: z.string().optional(),
  before: z.number().nullable().default(null),
  limit: z.number().int().min(1).max(1000).default(200),
})
export type JobSearch = z.infer<typeof jobSearchSchema>

export const jobPageSchema = z.object({
  jobs: z.array(jobSchema),
  /** How many there are in all, older pages included. */
  total: z.number().int(),
  /** For the next page's `before`; null on the last page. */
  next: z.number().nullable(),
})
export type JobPage = z.infer<typeof jobPageSchema>
