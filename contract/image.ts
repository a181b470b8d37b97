import { z } from 'zod'

/** One partition of an image; positions and sizes in bytes. */
export const partitionSchema = z.object({
  number: z.number().int(),
  startByte: z.number(),
  sizeBytes: z.number(),
  type: z.string(),
  name: z.string().optional(),
  bootable: z.boolean(),
  filesystem: z.string().optional(),
  label: z.string().optional(),
})
export type Partition = z.infer<typeof partitionSchema>

export const partitionTableSchema = z.object({
  kind: z.enum(['mbr', 'gpt']),
  partitions: z.array(partitionSchema),
})
export type PartitionTable = z.infer<typeof partitionTableSchema>

/** Where an image came from. */
export const imageSourceSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('import'),
    fileName: z.string(),
    compressedSha256: z.string(),
    /** Where it was downloaded from; null for a file. */
    url: z.string().nullable().default(null),
  }),
  z.object({
    kind: z.literal('backup'),
    boardSerial: z.string(),
    jobId: z.string(),
    storage: z.string(),
  }),
])
export type ImageSource = z.infer<typeof imageSourceSchema>

/** One sealed image of the library. docs/image-format.md tells what the members mean. */
export const imageSchema = z.object({
  id: z.string(),
  name: z.string(),
  rawSize: z.number(),
  definedBytes: z.number(),
  dataBytes: z.number(),
  framesSize: z.number(),
  chunkCount: z.number(),
  partitionTable: partitionTableSchema.nullable(),
  operatingSystem: z.string().nullable(),
  source: imageSourceSchema,
  sealedAt: z.string(),
})
export type Image = z.infer<typeof imageSchema>

/** One import that is under way or has ended. */
export const imageImportSchema = z.object({
  id: z.string(),
  fileName: z.string(),
  /** Where it is downloaded from; null for a file. */
  url: z.string().nullable().default(null),
  state: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('running'),
      /** A file from a URL is fetched first, then sealed; each has its own count of bytes. Missing: sealing. */
      phase: z.enum(['downloading', 'sealing']).optional(),
      bytesRead: z.number(),
      bytesTotal: z.number(),
      rawBytes: z.number(),
    }),
    z.object({ kind: z.literal('done'), imageId: z.string(), alreadyThere: z.boolean() }),
    z.object({ kind: z.literal('refused'), code: z.string(), message: z.string() }),
    z.object({ kind: z.literal('cancelled') }),
  ]),
})
export type ImageImport = z.infer<typeof imageImportSchema>
