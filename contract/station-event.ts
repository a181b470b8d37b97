import { z } from 'zod'
import { batchSchema } from './batch.ts'
import { boardSchema } from './board.ts'
import { imageImportSchema, imageSchema } from './image.ts'
import { jobSchema } from './job.ts'

/** Whether the station serves boards, and on which network port. */
export const servingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('stopped') }),
  z.object({
    kind: z.literal('serving'),
    interfaceName: z.string(),
    address: z.string(),
    boardUrl: z.string(),
    dhcp: z.enum(['server', 'proxy', 'off']),
  }),
  z.object({ kind: z.literal('refused'), code: z.string(), message: z.string() }),
])
export type Serving = z.infer<typeof servingSchema>

/** Something a person should know, shown until it is over or dismissed. */
export const warningSchema = z.object({
  id: z.string(),
  since: z.number(),
  message: z.string(),
})
export type Warning = z.infer<typeof warningSchema>

export const statusSchema = z.object({
  version: z.string(),
  startedAt: z.number(),
  serving: servingSchema,
  warnings: z.array(warningSchema),
  /** The batch that runs or has just ended; null when there is none or it was dismissed. */
  batch: batchSchema.nullable(),
  /** Simulated boards are on this bench. */
  simulated: z.boolean(),
})
export type Status = z.infer<typeof statusSchema>

/** Everything a mirror of the station holds. Of the jobs: the open ones, the newest of each board, and the newest 200. */
export const snapshotSchema = z.object({
  status: statusSchema,
  boards: z.array(boardSchema),
  jobs: z.array(jobSchema),
  images: z.array(imageSchema),
  imports: z.array(imageImportSchema),
})
export type Snapshot = z.infer<typeof snapshotSchema>

/** One change. `stationChanged` streams begin with a snapshot; then changes in the order in which they happened,
 * with intermediate values of the same thing left out (at most ten a second for each thing). */
export const stationEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('snapshot'), snapshot: snapshotSchema }),
  z.object({ kind: z.literal('statusChanged'), status: statusSchema }),
  z.object({ kind: z.literal('boardChanged'), board: boardSchema }),
  z.object({ kind: z.literal('boardForgotten'), id: z.string() }),
  z.object({ kind: z.literal('jobChanged'), job: jobSchema }),
  z.object({ kind: z.literal('jobForgotten'), id: z.string() }),
  z.object({ kind: z.literal('imageChanged'), image: imageSchema }),
  z.object({ kind: z.literal('imageRemoved'), id: z.string() }),
  z.object({ kind: z.literal('importChanged'), import: imageImportSchema }),
])
export type StationEvent = z.infer<typeof stationEventSchema>
