import type { RpibootChip } from './chip.ts'

// The image of a bootloader's EEPROM (`pieeprom.bin`) is a chain of sections, each at a multiple of 8 bytes: a magic number and the length
// of what follows, both uint32 big-endian. The section of a file then has the name (12 bytes, filled up with zeros) and 4 bytes that are
// zero. The chain ends where the magic number is 0 or all ones; the last 4 KiB belong to the bootloader. Source: rpi-eeprom-config of
// raspberrypi/rpi-eeprom (VALID_IMAGE_SIZES, MAGIC, FILE_MAGIC, PAD_MAGIC, ERASE_ALIGN_SIZE).

const sectionMagic = 0x55aaf00f
const sectionMask = 0xfffff00f
const fileMagic = 0x55aaf11f
const padMagic = 0x55aafeef
const headerLength = 8
const nameLength = 12
/** From the beginning of a file's section to its bytes. */
const fileHeaderLength = 24
const eraseBlock = 4096
/** A file that the person changes has an erase block of its own. */
export const longestConfig = eraseBlock - fileHeaderLength
const mostSections = 1_000
const configName = 'bootconf.txt'

/** The chips whose bootloader is in an EEPROM. */
export type EepromChip = Extract<RpibootChip, 'bcm2711' | 'bcm2712'>

export const eepromSizes: Readonly<Record<EepromChip, number>> = {
  bcm2711: 512 * 1024,
  bcm2712: 2 * 1024 * 1024,
}

type Section = {
  readonly magic: number
  readonly offset: number
  /** What its header says: the bytes behind the header. */
  readonly length: number
  /** Empty for a section that is no file. */
  readonly name: string
}

/** An image that was understood. */
export type EepromImage = {
  readonly kind: 'image'
  readonly chip: EepromChip
  readonly bytes: Uint8Array
  /** `bootconf.txt` as it is in the image. */
  readonly config: string
  /** Seconds since 1970; null where the image does not tell. */
  readonly buildTime: number | null
  /** Raspberry Pi's number for the hardware that the image knows; images before May 2026 have none. */
  readonly manufactureVersion: number | null
  /** Bytes that a configuration may have in this image. */
  readonly room: number
  readonly sections: readonly Section[]
}

export type EepromImageProblem = {
  readonly kind: 'problem'
  readonly code: 'eeprom-size' | 'eeprom-damaged' | 'eeprom-other-chip' | 'eeprom-signed'
  readonly detail: string
}

/** Reads an image of either chip. Never throws; what is not understood in every section is a problem, so that it is not written. */
export function readEepromImage(bytes: Uint8Array): EepromImage | EepromImageProblem {
  const chip = chipOfSize(bytes.length)
  if (chip === null) return problem('eeprom-size', `${bytes.length} bytes`)
  const sections = sectionsIn(bytes)
  if (typeof sections === 'string') return problem('eeprom-damaged', sections)
  const foreign = sections.find(({ name }) => chip === 'bcm2711' && namesOf2712.test(name))
  if (foreign) return problem('eeprom-other-chip', `it holds ${foreign.name}`)
  const [config, ...others] = sections.filter(({ name }) => name === configName)
  if (config === undefined) return problem('eeprom-damaged', `it has no ${configName}`)
  const text = textOf(contentOf(bytes, config))
  if (text.length > longestConfig) return problem('eeprom-damaged', `its ${configName} is too long`)
  if (others.length > 0) return problem('eeprom-damaged', `it has ${configName} more than once`)
  if (sections.some((section) => isSignature(bytes, section))) {
    return problem('eeprom-signed', 'bootconf.sig is filled')
  }
  const used = bytes.subarray(0, Math.max(...sections.map(endOf)))
  return {
    kind: 'image',
    chip,
    bytes,
    config: text,
    buildTime: lastNumber(used, 'BUILD_TIMESTAMP='),
    manufactureVersion: lastNumber(used, 'MFG_VER:'),
    room: roomFor(config, nextOffset(bytes, sections, config)),
    sections,
  }
}

/**
 * The same image with another configuration. `config` must have at most `room` bytes of ASCII. What the old one took more than the new
 * one becomes a section of padding, or the erased state (ones) behind the last section.
 */
export function withConfig(image: EepromImage, config: string): Uint8Array {
  const bytes = Uint8Array.from(image.bytes)
  const index = image.sections.findIndex(({ name }) => name === configName)
  const section = image.sections[index]
  if (section === undefined || config.length > image.room) {
    throw new Error(`a configuration of ${config.length} bytes has no room in this image`)
  }
  const view = new DataView(bytes.buffer)
  const end = nextOffset(image.bytes, image.sections, section)
  const start = section.offset + fileHeaderLength
  bytes.fill(0xff, start, end)
  view.setUint32(section.offset + 4, nameLength + 4 + config.length)
  bytes.set(Buffer.from(config, 'latin1'), start)
  const padding = aligned(start + config.length)
  const isLast = index === image.sections.length - 1
  if (isLast || end - padding < headerLength) return bytes
  view.setUint32(padding, padMagic)
  view.setUint32(padding + 4, end - padding - headerLength)
  return bytes
}

/** For simulated boards and tests: an image in this format whose code is made of nothing. */
export function makeEepromImage(wish: {
  readonly chip: EepromChip
  readonly config: string
  readonly texts: readonly string[]
  readonly files?: readonly (readonly [name: string, content: string])[]
}): Uint8Array {
  const bytes = new Uint8Array(eepromSizes[wish.chip]).fill(0xff)
  const code = Buffer.alloc(24 * 1024, 0x5a)
  code.write(`\0${wish.texts.join('\0')}\0`, 4_000, 'latin1')
  let offset = putSection(bytes, 0, sectionMagic, code)
  const files = [...(wish.files ?? []), ['bootconf.sig', ''], [configName, wish.config]] as const
  for (const [name, content] of files) {
    const begin = Math.ceil((offset + headerLength) / eraseBlock) * eraseBlock
    putSection(bytes, offset, padMagic, new Uint8Array(begin - offset - headerLength).fill(0xff))
    const head = Buffer.alloc(nameLength + 4)
    head.write(name, 'latin1')
    offset = putSection(bytes, begin, fileMagic, Buffer.concat([head, Buffer.from(content)]))
  }
  return bytes
}

function putSection(bytes: Uint8Array, offset: number, magic: number, content: Uint8Array): number {
  const view = new DataView(bytes.buffer)
  view.setUint32(offset, magic)
  view.setUint32(offset + 4, content.length)
  bytes.set(content, offset + headerLength)
  return aligned(offset + headerLength + content.length)
}

/** Files of a BCM2712's bootloader (bootfiles.bin of usbboot lists them by chip). */
const namesOf2712 = /^(mcb\.bin|bootmain|bootsys|rp1)/

function chipOfSize(size: number): EepromChip | null {
  if (size === eepromSizes.bcm2711) return 'bcm2711'
  return size === eepromSizes.bcm2712 ? 'bcm2712' : null
}

/** All sections in their order, or what is wrong with them. */
function sectionsIn(bytes: Uint8Array): Section[] | string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const end = bytes.length
  const sections: Section[] = []
  for (let offset = 0; offset + headerLength <= end; ) {
    const magic = view.getUint32(offset)
    if (magic === 0 || magic === 0xffffffff) break
    if ((magic & sectionMask) >>> 0 !== sectionMagic) return `there is no section at ${offset}`
    const length = view.getUint32(offset + 4)
    if (length > end - offset - headerLength) return `the section at ${offset} is too long`
    const name = magic === fileMagic ? nameAt(bytes, offset, length) : ''
    if (name === null) return `the file at ${offset} has no name`
    sections.push({ magic, offset, length, name })
    if (sections.length > mostSections) return `it has more than ${mostSections} sections`
    offset = aligned(offset + headerLength + length)
  }
  return sections.length === 0 ? 'it has no sections' : sections
}

function nameAt(bytes: Uint8Array, offset: number, length: number): string | null {
  if (length < nameLength + 4) return null
  const name = Buffer.from(
    bytes.subarray(offset + headerLength, offset + headerLength + nameLength),
  )
    .toString('latin1')
    .replace(/\0+$/, '')
  return /^[\x21-\x7e]+$/.test(name) ? name : null
}

function contentOf(bytes: Uint8Array, { offset, length }: Section): Uint8Array {
  return bytes.subarray(offset + fileHeaderLength, offset + headerLength + length)
}

/** A placeholder for a signature is empty, or all zeros or ones. */
function isSignature(bytes: Uint8Array, section: Section): boolean {
  if (section.name !== 'bootconf.sig') return false
  return contentOf(bytes, section).some((byte) => byte !== 0 && byte !== 0xff)
}

/** Where the next section begins that is not padding; behind the last one there is room up to the end of its erase block. */
function nextOffset(bytes: Uint8Array, sections: readonly Section[], section: Section): number {
  const behind = sections.slice(sections.indexOf(section) + 1)
  const next = behind.find(({ magic }) => magic !== padMagic)
  if (next) return next.offset
  const used = endOf(section)
  const block = Math.ceil(Math.max(used, section.offset + 1) / eraseBlock) * eraseBlock
  return Math.min(block, bytes.length - eraseBlock)
}

function roomFor({ offset }: Section, end: number): number {
  return Math.max(0, Math.min(longestConfig, end - offset - fileHeaderLength))
}

function endOf({ offset, length }: Section): number {
  return offset + headerLength + length
}

function aligned(offset: number): number {
  return (offset + 7) & ~7
}

/** A configuration without the zeros or ones that may follow it. No regular expression: a damaged length makes it half a megabyte. */
function textOf(bytes: Uint8Array): string {
  const end = bytes.findLastIndex((byte) => byte !== 0 && byte !== 0xff) + 1
  return Buffer.from(bytes.subarray(0, end)).toString('latin1')
}

/**
 * The number behind the last place where `label` stands. In images with two partitions the one of the bootloader proper comes last
 * (rpi-eeprom, firmware-2712/release-notes.md, 2026-09-23: "version stamp file").
 */
function lastNumber(bytes: Uint8Array, label: string): number | null {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).lastIndexOf(
    label,
    undefined,
    'latin1',
  )
  if (at === -1) return null
  const start = at + label.length
  const text = Buffer.from(bytes.subarray(start, start + 16)).toString('latin1')
  const digits = /^ {0,4}(\d{1,10})(?!\d)/.exec(text)?.[1]
  return digits === undefined ? null : Number(digits)
}

function problem(code: EepromImageProblem['code'], detail: string): EepromImageProblem {
  return { kind: 'problem', code, detail }
}
