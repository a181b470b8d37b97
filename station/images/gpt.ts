import { crc32 } from 'node:zlib'
import type { Partition } from '../../contract/image.ts'
import type { ReadBytes } from './mbr.ts'

const sector = 512
/** Real tables have 128. */
const maximumEntries = 256
const efiSystemPartition = 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B'

export type GptResult =
  | { kind: 'ok'; partitions: Partition[] }
  | { kind: 'none' }
  | { kind: 'damaged'; reason: string }

/** Reads the primary GUID partition table (UEFI specification, section 5.3) and checks both of its CRCs. */
export function readGpt(read: ReadBytes): GptResult {
  const bytes = read(sector, sector)
  if (Buffer.from(bytes).toString('latin1', 0, 8) !== 'EFI PART') return { kind: 'none' }
  if (bytes.length < sector) return { kind: 'damaged', reason: 'its header is cut off' }
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const headerSize = header.getUint32(12, true)
  if (
    headerSize < 92 ||
    headerSize > sector ||
    headerCrc(bytes, headerSize) !== header.getUint32(16, true)
  ) {
    return { kind: 'damaged', reason: 'the checksum of its header is wrong' }
  }
  return readEntries(header, read)
}

function headerCrc(bytes: Uint8Array, size: number): number {
  const copy = Uint8Array.from(bytes.subarray(0, size))
  copy.fill(0, 16, 20)
  return crc32(copy)
}

function readEntries(header: DataView, read: ReadBytes): GptResult {
  const first = Number(header.getBigUint64(72, true))
  const [count, size] = [header.getUint32(80, true), header.getUint32(84, true)]
  if (size < 128 || size > 4096 || size % 8 !== 0 || count > maximumEntries || first > 2 ** 40) {
    return { kind: 'damaged', reason: 'the place of its entries is not possible' }
  }
  const bytes = read(first * sector, count * size)
  if (bytes.length < count * size || crc32(bytes) !== header.getUint32(88, true)) {
    return { kind: 'damaged', reason: 'the checksum of its entries is wrong' }
  }
  const partitions: Partition[] = []
  for (let place = 0; place < count; place += 1) {
    const found = readEntry(bytes.subarray(place * size, (place + 1) * size), place + 1)
    if (found) partitions.push(found)
  }
  return { kind: 'ok', partitions }
}

function readEntry(bytes: Uint8Array, number: number): Partition | null {
  const type = formatGuid(bytes.subarray(0, 16))
  if (type === '00000000-0000-0000-0000-000000000000') return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const first = Number(view.getBigUint64(32, true))
  const last = Number(view.getBigUint64(40, true))
  if (first === 0 || last < first || last > 2 ** 40) return null
  const name = Buffer.from(bytes.subarray(56, 128)).toString('utf16le').split('\0')[0] ?? ''
  const legacyBootable = (view.getUint32(48, true) & 4) !== 0
  return {
    number,
    startByte: first * sector,
    sizeBytes: (last - first + 1) * sector,
    type,
    ...(name ? { name } : {}),
    bootable: type === efiSystemPartition || legacyBootable,
  }
}

/** The first three fields of a GUID on disk are little-endian. */
function formatGuid(bytes: Uint8Array): string {
  const hex = (from: number, to: number) => Buffer.from(bytes.subarray(from, to)).toString('hex')
  const swapped = (from: number, to: number) =>
    Buffer.from(bytes.subarray(from, to)).reverse().toString('hex')
  const parts = [swapped(0, 4), swapped(4, 6), swapped(6, 8), hex(8, 10), hex(10, 16)]
  return parts.join('-').toUpperCase()
}
