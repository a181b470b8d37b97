import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Refusal, refusal } from '../../contract/errors.ts'
import type { UsbChip } from '../../contract/usb-board.ts'
import { bootCodeNames } from '../protocols/rpiboot/chip.ts'
import {
  type EepromChip,
  type EepromImage,
  eepromSizes,
  readEepromImage,
} from '../protocols/rpiboot/eeprom-image.ts'
import type { FileSource } from '../protocols/rpiboot/file-server.ts'
import type { TargetFiles } from './boot-files.ts'
import { imageProblemWords } from './eeprom-image-words.ts'

/** The person's recovery program and EEPROM image for one chip. */
export type RecoveryFiles = {
  readonly kind: 'ready'
  readonly program: Uint8Array
  readonly image: EepromImage
  /** The image's name, as it was imported. */
  readonly fileName: string
  /** Of the image, hexadecimal. */
  readonly sha256: string
}

/** Where the files of one chip lie: each import replaces those of its chip only. */
export function recoveryFolder(folder: string, chip: EepromChip): string {
  return join(folder, chip.slice(3))
}

/** True for the chips whose bootloader is in an EEPROM. */
export function hasEeprom(chip: UsbChip): chip is EepromChip {
  return chip in eepromSizes
}

/** Reads what was imported for this chip, each time anew; refused where there is nothing, or nothing that is understood. */
export async function openRecoveryFiles(
  folder: string,
  chip: UsbChip,
): Promise<RecoveryFiles | Refusal> {
  if (!hasEeprom(chip)) return noEeprom()
  const place = recoveryFolder(folder, chip)
  const names = await readdir(place).catch(orNothing)
  const fileName = names.find((name) => /^pieeprom.*\.bin$/.test(name))
  const program = names.includes(bootCodeNames[chip])
    ? await readFile(join(place, bootCodeNames[chip]))
    : null
  if (fileName === undefined || program === null) return notImported(chip)
  const bytes = await readWhole(join(place, fileName), eepromSizes[chip])
  const image = readEepromImage(bytes)
  if (image.kind === 'problem') return refusal(image.code, imageProblemWords(image))
  if (image.chip !== chip) return notImported(chip)
  return { kind: 'ready', program, image, fileName, sha256: hashOf(bytes) }
}

/**
 * What the recovery program may read: exactly these files. `config.txt` is always ours, so that nothing else is done: it asks for the
 * properties of the board (usbboot, recovery/config.txt).
 */
export function recoveryRun(
  program: Uint8Array,
  files: ReadonlyMap<string, Uint8Array>,
): TargetFiles {
  const source: FileSource = {
    open: async (name) => {
      const bytes = files.get(name)
      return bytes === undefined ? null : openBytes(bytes)
    },
  }
  return { kind: 'ready', bootCode: async () => program, filesFor: () => source }
}

/** The program's own `config.txt`. With `restarts` it lets the board start anew once it has told. */
export function recoveryConfig({ restarts }: { readonly restarts: boolean }): Uint8Array {
  const lines = [
    '# Made by Bootbench.',
    'recovery_metadata=1',
    `recovery_reboot=${restarts ? 1 : 0}`,
  ]
  return Buffer.from(`${lines.join('\n')}\n`)
}

/** SHA-256 of bytes, hexadecimal. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function openBytes(bytes: Uint8Array) {
  return {
    size: bytes.length,
    read: async (offset: number, length: number) => bytes.subarray(offset, offset + length),
    close: async () => undefined,
  }
}

/** A file of another size is no image, and is not read. */
async function readWhole(path: string, size: number): Promise<Uint8Array> {
  const facts = await stat(path)
  return facts.size === size ? readFile(path) : new Uint8Array(0)
}

function orNothing(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return []
  throw error
}

function noEeprom(): Refusal {
  return refusal(
    'usb-no-eeprom',
    'This board has no bootloader EEPROM: Compute Modules before the fourth and Zeros start from their boot ROM and from files.',
  )
}

function notImported(chip: EepromChip): Refusal {
  const folder = chip === 'bcm2711' ? 'recovery' : 'recovery5'
  return refusal(
    'usb-recovery-not-imported',
    `There is no recovery program and EEPROM image for this board yet, so nothing was sent to it. Import Raspberry Pi's once: bootbench boot-files import-usb recovery FOLDER, where FOLDER is "${folder}" of github.com/raspberrypi/usbboot.`,
  )
}
