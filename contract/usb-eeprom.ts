import { z } from 'zod'

/** A code for programs and, for people, what was found, why, and what to do. */
export const eepromFindingSchema = z.object({ code: z.string(), message: z.string() })
export type EepromFinding = z.infer<typeof eepromFindingSchema>

/** One line of two configurations that are compared. */
export const configLineSchema = z.object({
  change: z.enum(['kept', 'removed', 'added']),
  text: z.string(),
})
export type ConfigLine = z.infer<typeof configLineSchema>

/** What writing a bootloader's EEPROM over USB would do, and whether it is done. Nothing is written by asking for it. */
export const eepromPlanSchema = z.object({
  path: z.string(),
  chip: z.enum(['bcm2711', 'bcm2712']),
  /** The board's serial number, from the bootloader; null while the board has not been asked. */
  serial: z.string().nullable(),
  /** What a person types to confirm: the serial number, else the first MAC address, else the USB port. */
  typed: z.string(),
  image: z.object({
    fileName: z.string(),
    sizeBytes: z.number(),
    /** Of the imported file, hexadecimal. */
    sha256: z.string(),
    /** Milliseconds since 1970; null where the image does not tell. */
    builtAt: z.number().nullable(),
    /** Raspberry Pi's number for the hardware that the image knows; null in images that have none. */
    manufactureVersion: z.number().nullable(),
  }),
  /** The configuration that the board has now, as far as the station knows it. */
  present: z
    .object({
      config: z.string(),
      /** `agent`: the board's agent told it. `written`: this station wrote it, and the board confirmed that. */
      source: z.enum(['agent', 'written']),
      at: z.number(),
    })
    .nullable(),
  /** What the board's agent has told about its bootloader: built at (milliseconds since 1970), and the oldest image for its hardware. */
  board: z.object({ builtAt: z.number().nullable(), minimumVersion: z.number().nullable() }),
  /** The new configuration, whole. */
  config: z.string(),
  /** Against `present` or, where that is not known, against the configuration in the imported image. */
  lines: z.array(configLineSchema),
  /** Hash of the image that would be written. */
  sha256: z.string(),
  warnings: z.array(eepromFindingSchema),
  /** Why it is not done; empty when it may be. */
  refusals: z.array(eepromFindingSchema),
  /** Names exactly this plan to `usb.writeEeprom`; null when it is refused. */
  confirmation: z.string().nullable(),
})
export type EepromPlan = z.infer<typeof eepromPlanSchema>

/** What came of a run of the recovery program. */
export const eepromRunSchema = z.object({
  /** Milliseconds since 1970. */
  at: z.number(),
  outcome: z.enum([
    /** It runs. */
    'running',
    /** The board was only asked; nothing was written. */
    'asked',
    /** The board says that it was written, and its hash is that of what was sent. */
    'confirmed',
    /** It took the image, and did not say how that went or what it has now. */
    'unconfirmed',
    /** It says that it was written, and has another hash than what was sent. */
    'mismatch',
    /** It says that it was not written. */
    'failed',
    /** It never asked for the image, or did not take it whole. */
    'not-sent',
  ]),
  /** What the board told, in its order. */
  properties: z.array(z.object({ name: z.string(), value: z.string() })),
  /** Hash of the image that was sent; null when nothing was. */
  sha256: z.string().nullable(),
  /** Where the copies of the old configuration and of the image lie, below the data folder; null when nothing was sent. */
  keptIn: z.string().nullable(),
})
export type EepromRun = z.infer<typeof eepromRunSchema>
