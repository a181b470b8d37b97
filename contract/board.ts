import { z } from 'zod'
import { stuckSchema } from './stuck.ts'

/** One storage that the agent found on a board. Sizes in bytes; `cid` is the card's own identity where it has one. */
export const storageSchema = z.object({
  path: z.string().min(1).max(255),
  kind: z.enum(['emmc', 'sd', 'nvme', 'usb', 'disk']),
  sizeBytes: z.number().int().nonnegative(),
  name: z.string().max(255).default(''),
  cid: z.string().max(255).default(''),
  removable: z.boolean().default(false),
})
export type Storage = z.infer<typeof storageSchema>

/** How far a board has come since its power went on. `since` is milliseconds since 1970. */
export const bootStageSchema = z.discriminatedUnion('kind', [
  /** It asked for an address. */
  z.object({ kind: z.literal('power'), since: z.number() }),
  /** It has an address. */
  z.object({ kind: z.literal('address'), since: z.number() }),
  /** It reads boot files; `fileName` is the last one it asked for. */
  z.object({ kind: z.literal('boot-files'), since: z.number(), fileName: z.string() }),
  /** Our agent runs and has registered, but a person must approve the board first (it came without a boot token). */
  z.object({ kind: z.literal('waiting-for-approval'), since: z.number() }),
  /** The agent asks for work: the board can be deployed to and backed up. */
  z.object({ kind: z.literal('ready'), since: z.number() }),
  /** It was told to boot from its own storage. */
  z.object({ kind: z.literal('local'), since: z.number() }),
  /** Nothing was heard of it for a while. */
  z.object({ kind: z.literal('silent'), since: z.number() }),
])
export type BootStage = z.infer<typeof bootStageSchema>

/** One board, as far as the station knows it. */
export const boardSchema = z.object({
  id: z.string(),
  serial: z.string().nullable(),
  macs: z.array(z.string()),
  ip: z.string().nullable(),
  name: z.string().nullable(),
  slot: z.string().nullable(),
  model: z.string().nullable(),
  revision: z.string().nullable(),
  memoryBytes: z.number().nullable(),
  eepromVersion: z.string().nullable(),
  bootMode: z.string().nullable(),
  /**
   * How the station reaches it: over the bench's network, over a USB cable of its own, or, for the storage of a board or a card in this
   * computer's own drive, without any: its agent runs here.
   */
  link: z.enum(['network', 'usb', 'drive']).default('network'),
  /** The USB port of this computer that it hangs on (`1-1.2`); null on the network. */
  usbPath: z.string().nullable().default(null),
  /** The bootloader's configuration (`BOOT_ORDER=0xf21` and so on), one setting a line, where the board could read it. */
  eepromConfig: z.string().nullable().default(null),
  /** Raspberry Pi's number of the oldest bootloader that works on this hardware; null where the board does not tell. */
  eepromMinimum: z.number().nullable().default(null),
  storages: z.array(storageSchema),
  stage: bootStageSchema,
  /** Why it stays where it is; null while it moves, or where nothing is wrong. */
  stuck: stuckSchema.nullable().default(null),
  /** What it is answered when it asks to netboot: our agent, or its own storage. */
  netboot: z.enum(['agent', 'local']),
  /** A person approved this board for agents without a boot token. */
  approved: z.boolean(),
  /** What a person wrote down about it. */
  note: z.string().default(''),
  /** A photo of its label is kept: `boards.photo`. */
  hasPhoto: z.boolean().default(false),
  firstSeenAt: z.number(),
  lastSeenAt: z.number(),
})
export type Board = z.infer<typeof boardSchema>

/** What a person calls this board: its given name, else its serial number, else its first MAC address. */
export function boardLabel(board: Pick<Board, 'name' | 'serial' | 'macs' | 'id'>): string {
  return board.name ?? board.serial ?? board.macs[0] ?? board.id
}
