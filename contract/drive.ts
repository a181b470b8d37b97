import { z } from 'zod'

/** A removable drive of the station's computer: an SD card in a reader, a USB stick, or a board's eMMC in mass-storage mode. */
export const driveSchema = z.object({
  /** Stays the same while it is plugged in. */
  id: z.string(),
  /** `/dev/sda` and so on. */
  path: z.string(),
  /** Maker and model, for people. */
  name: z.string(),
  serial: z.string(),
  sizeBytes: z.number(),
  /** The USB port that it hangs on (`1-1.2`); null where it is not on USB. */
  usbPath: z.string().nullable(),
  /** Where its partitions are mounted. */
  mountPoints: z.array(z.string()),
  /** Why it can't be written or read, as a code and a sentence; null when it can. */
  refusal: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** The board whose storage it stands for: jobs are armed on that. Null while it is refused. */
  boardId: z.string().nullable(),
})
export type Drive = z.infer<typeof driveSchema>
