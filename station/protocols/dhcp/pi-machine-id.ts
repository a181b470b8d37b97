/**
 * What a Raspberry Pi's bootloader tells of itself in option 97 before anything else is known.
 *
 * BCM2711 and BCM2712 (rpi-eeprom firmware-2711/release-notes.md, 2020-03-11, and eeprom-bootloader.adoc,
 * DHCP_OPTION97): type byte 0, the FourCC 'RPi4' or 'RPi5', the board revision, the last four bytes of the
 * MAC address, the last four bytes of the serial number. The FourCC is seen in both byte orders. Published
 * logs of both spellings show revision and serial number little-endian and the MAC in its own order: serial
 * 91cdf03d sends 3d as its first byte, serial 5b154510 sends 10.
 *
 * Older ones: a Pi 3B sends 0x44 sixteen times; a 3B+, and a Pi 4 before March 2020 or with
 * DHCP_OPTION97=0, its serial number (little-endian) four times.
 */
import { formatHex } from './address.ts'

export type PiGeneration = 3 | 4 | 5

export type PiMachineId =
  | { kind: 'fourcc'; generation: 4 | 5; boardRevision: string; serialTail?: string }
  | { kind: 'constant-3b' }
  | { kind: 'serial-only'; serialTail: string }
  | { kind: 'none' }

const lengthWithType = 17
const fourCcs: ReadonlyMap<string, 4 | 5> = new Map([
  ['52506934', 4],
  ['34695052', 4],
  ['52506935', 5],
  ['35695052', 5],
])

/** Reads option 97 (with its type byte). 'none': nothing in it is known to come from a Raspberry Pi. */
export function readPiMachineId(machineId: Uint8Array | undefined): PiMachineId {
  if (machineId === undefined || machineId.length !== lengthWithType || machineId[0] !== 0) {
    return { kind: 'none' }
  }
  const generation = fourCcs.get(formatHex(machineId.subarray(1, 5)))
  if (generation !== undefined) return readStructured(machineId, generation)
  const body = machineId.subarray(1)
  if (body.every((byte) => byte === 0x44)) return { kind: 'constant-3b' }
  const serialTail = repeatedWord(body)
  return serialTail === undefined ? { kind: 'none' } : { kind: 'serial-only', serialTail }
}

function readStructured(machineId: Uint8Array, fourCc: 4 | 5): PiMachineId {
  const boardRevision = littleEndianHex(machineId.subarray(5, 9))
  const serialTail = littleEndianHex(machineId.subarray(13, 17))
  const generation = generationOfRevision(boardRevision) ?? fourCc
  const kept = boardRevision.replace(/^0+/, '') || '0'
  if (serialTail === '00000000') return { kind: 'fourcc', generation, boardRevision: kept }
  return { kind: 'fourcc', generation, boardRevision: kept, serialTail }
}

/**
 * The processor field of a new-style revision code (bits 12 to 15: 3 is BCM2711, 4 is BCM2712). BCM2712
 * bootloaders older than 2023-10-30 say 'RPi4', so the revision is the better witness.
 */
function generationOfRevision(boardRevision: string): 4 | 5 | undefined {
  const revision = Number.parseInt(boardRevision, 16)
  const isNewStyle = ((revision >>> 23) & 1) === 1
  const processor = (revision >>> 12) & 0xf
  if (!isNewStyle) return undefined
  if (processor === 3) return 4
  return processor === 4 ? 5 : undefined
}

/** Four equal words that are neither all zeros nor all ones: nothing but a Pi's serial number looks so. */
function repeatedWord(body: Uint8Array): string | undefined {
  const isRepeated = body.every((byte, index) => byte === body[index % 4])
  if (!isRepeated) return undefined
  const word = littleEndianHex(body.subarray(0, 4))
  return word === '00000000' || word === 'ffffffff' ? undefined : word
}

function littleEndianHex(bytes: Uint8Array): string {
  return formatHex(Uint8Array.from(bytes).reverse())
}
