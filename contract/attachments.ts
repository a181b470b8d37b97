import { z } from 'zod'
import { consoleSchema } from './console.ts'
import { driveSchema } from './drive.ts'
import { nodeSchema } from './node.ts'
import { powerPortSchema } from './power.ts'
import { usbBoardSchema, usbBootTargetSchema } from './usb-board.ts'

/** Everything that hangs on the station's computer itself, apart from the bench's network. Sent whole with each change: it is small. */
export const attachmentsSchema = z.object({
  usbBoards: z.array(usbBoardSchema),
  usbBoot: z
    .object({
      /** What boards on USB boot by themselves; null: they wait for a person. */
      automatic: usbBootTargetSchema.exclude(['recovery']).nullable(),
      /** The targets whose boot files were imported. */
      imported: z.array(usbBootTargetSchema),
    })
    .default({ automatic: null, imported: [] }),
  /** Boot files that are downloaded for a target now; `totalBytes` is 0 while it is not known. */
  usbFetch: z
    .object({ target: usbBootTargetSchema, receivedBytes: z.number(), totalBytes: z.number() })
    .nullable()
    .default(null),
  drives: z.array(driveSchema).default([]),
  nodes: z.array(nodeSchema).default([]),
  powerPorts: z.array(powerPortSchema).default([]),
  consoles: z.array(consoleSchema),
  /** Why something can't be seen on this computer (no USB, no udev), as codes and sentences. */
  notices: z.array(z.object({ code: z.string(), message: z.string() })),
})
export type Attachments = z.infer<typeof attachmentsSchema>
