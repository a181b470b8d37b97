import { z } from 'zod'
import { eepromRunSchema } from './usb-eeprom.ts'

/** The chip whose boot ROM speaks on USB; its product id tells (vendor 0a5c: 2763, 2764, 2711, 2712). */
export const usbChipSchema = z.enum(['bcm2835', 'bcm2837', 'bcm2711', 'bcm2712'])
export type UsbChip = z.infer<typeof usbChipSchema>

/** What a board is booted into over USB: our agent, a mass-storage gadget, or the program that writes the bootloader's EEPROM. */
export const usbBootTargetSchema = z.enum(['agent', 'mass-storage', 'recovery'])
export type UsbBootTarget = z.infer<typeof usbBootTargetSchema>

/** How far a board on a USB cable has come. `since` is milliseconds since 1970. */
export const usbStageSchema = z.discriminatedUnion('kind', [
  /** Its boot ROM waits for us; nothing was sent, because nobody has said what it should boot. */
  z.object({ kind: z.literal('waiting'), since: z.number() }),
  z.object({
    kind: z.literal('sending-bootcode'),
    since: z.number(),
    sentBytes: z.number(),
    totalBytes: z.number(),
  }),
  /** It took the boot code and is expected back on the same USB port. */
  z.object({ kind: z.literal('re-enumerating'), since: z.number() }),
  /** It reads files; `fileName` is the last one, empty before the first. */
  z.object({ kind: z.literal('serving-files'), since: z.number(), fileName: z.string() }),
  /** It has read all it asked for and runs what we sent. */
  z.object({ kind: z.literal('booted'), since: z.number() }),
  /** `code` names the reason; the message says what happened, why, and what to do next. */
  z.object({
    kind: z.literal('failed'),
    since: z.number(),
    code: z.string(),
    message: z.string(),
    /** The stage that it did not get through. */
    during: z
      .enum(['waiting', 'sending-bootcode', 're-enumerating', 'serving-files'])
      .default('waiting'),
  }),
])
export type UsbStage = z.infer<typeof usbStageSchema>

/** A board in USB boot mode, known by the USB port that it hangs on. */
export const usbBoardSchema = z.object({
  /** `bus-port.port`, for example `1-1.2`: stays the same through re-enumeration and re-plugging. */
  path: z.string(),
  chip: usbChipSchema,
  /** What the bootloader told before any system ran (CM4, CM5 and later boot files); null until then. */
  serial: z.string().nullable(),
  macs: z.array(z.string()),
  revision: z.string().nullable(),
  target: usbBootTargetSchema.nullable(),
  stage: usbStageSchema,
  /** False: nothing is in this port now; the board is shown so that its end can be read. */
  isPluggedIn: z.boolean().default(true),
  /** The last run of the program that writes the bootloader's EEPROM; null when there was none. */
  eeprom: eepromRunSchema.nullable().default(null),
  /** The last messages of the boot, oldest first; at most 50. */
  log: z.array(z.string()),
})
export type UsbBoard = z.infer<typeof usbBoardSchema>
