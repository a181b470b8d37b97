import { z } from 'zod'
import { storageSchema } from './board.ts'

/**
 * "Deploy this image to the next N boards that appear." Only boards that become ready after the start count, each one
 * once, and each waits out a countdown that a person can stop before anything is erased.
 */
export const batchSchema = z.object({
  id: z.string(),
  imageId: z.string(),
  imageName: z.string(),
  /** How many boards are to be written in all. */
  count: z.number().int().positive(),
  /** The storage to write on each board: the only one of this kind. */
  storageKind: storageSchema.shape.kind,
  startedAt: z.number(),
  /** Boards whose countdown runs; `startsAt` is when their job is armed (milliseconds since 1970). */
  waiting: z.array(z.object({ boardId: z.string(), startsAt: z.number() })),
  /** The jobs that the batch has armed, in order. */
  jobIds: z.array(z.string()),
  /** Boards that were not taken, each with the reason in a sentence. */
  passedOver: z.array(z.object({ boardId: z.string(), code: z.string(), message: z.string() })),
  state: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('running') }),
    /** All N are armed; their jobs may still run. */
    z.object({ kind: z.literal('complete'), at: z.number() }),
    z.object({ kind: z.literal('stopped'), at: z.number() }),
  ]),
})
export type Batch = z.infer<typeof batchSchema>

/** Seconds between a board's appearance and its first erased byte in a batch. */
export const batchCountdownSeconds = 10
