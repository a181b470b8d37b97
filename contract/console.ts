import { z } from 'zod'

/** One serial line of the station's computer. It stays in the list when it is unplugged, and opens again by itself. */
export const consoleSchema = z.object({
  /** The port's stable name: a node's name, else its USB path and interface, else its path. */
  id: z.string(),
  name: z.string(),
  /** `/dev/ttyACM0`; null while it is unplugged. */
  path: z.string().nullable(),
  baud: z.number().int(),
  state: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('closed') }),
    z.object({ kind: z.literal('open') }),
    /** A person wants it open; it opens when it is plugged in again. */
    z.object({ kind: z.literal('waiting') }),
    z.object({ kind: z.literal('failed'), code: z.string(), message: z.string() }),
  ]),
  /** How many user interfaces look at it. */
  viewers: z.number().int(),
  /** Nobody can type: it is shared for reading only. */
  readOnly: z.boolean(),
  /** The last thing that was recognised in its text, for example a kernel panic. */
  finding: z
    .object({ kind: z.enum(['panic', 'login', 'booting']), at: z.number(), text: z.string() })
    .nullable(),
})
export type Console = z.infer<typeof consoleSchema>

/** Output of one line. Text, because bytes don't survive every transport; what is not UTF-8 is shown as U+FFFD. */
export const consoleOutputSchema = z.discriminatedUnion('kind', [
  /** What was said before; `sequence` is that of the last piece in it. */
  z.object({ kind: z.literal('before'), text: z.string(), sequence: z.number().int() }),
  z.object({ kind: z.literal('text'), text: z.string(), sequence: z.number().int() }),
  /** So many bytes were left out, because they came faster than they can be shown; the transcript has them. */
  z.object({ kind: z.literal('dropped'), bytes: z.number() }),
])
export type ConsoleOutput = z.infer<typeof consoleOutputSchema>

export const bauds = [
  9600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600, 1_500_000,
] as const
