import type { Partition } from '../../contract/image.ts'

/** Reads bytes of an image; shorter than asked where the image ends. Bytes that nothing defines are zero. */
export type ReadBytes = (offset: number, length: number) => Uint8Array

const sector = 512
const extendedTypes = new Set([0x05, 0x0f, 0x85])
const maximumLogicalPartitions = 124

type Entry = { bootable: boolean; type: number; start: number; count: number }

/** Four entries of a boot sector, or null if it is not one: signature 55 AA, status bytes 00 or 80. */
export function parseBootSector(bytes: Uint8Array): Entry[] | null {
  if (bytes.length < sector || bytes[510] !== 0x55 || bytes[511] !== 0xaa) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries: Entry[] = []
  for (let at = 446; at < 510; at += 16) {
    const status = view.getUint8(at)
    if (status !== 0 && status !== 0x80) return null
    const [start, count] = [view.getUint32(at + 8, true), view.getUint32(at + 12, true)]
    entries.push({ bootable: status === 0x80, type: view.getUint8(at + 4), start, count })
  }
  return entries
}

export function isUsed(entry: Entry): boolean {
  return entry.type !== 0 && entry.count > 0 && entry.start > 0
}

/** Primary partitions 1 to 4 (without the extended one) and logical ones from 5 on. */
export function mbrPartitions(entries: Entry[], read: ReadBytes): Partition[] {
  const primary = entries.flatMap((entry, place) =>
    isUsed(entry) && !extendedTypes.has(entry.type) ? [partition(place + 1, entry, 0)] : [],
  )
  const extended = entries.find((entry) => isUsed(entry) && extendedTypes.has(entry.type))
  return extended ? [...primary, ...logicalPartitions(extended.start, read)] : primary
}

/**
 * Follows the chain of extended boot records. Each holds one logical partition, relative to itself, and the place of
 * the next record, relative to the extended partition. A loop or an endless chain is cut.
 */
function logicalPartitions(extendedStart: number, read: ReadBytes): Partition[] {
  const found: Partition[] = []
  const seen = new Set<number>()
  let at = extendedStart
  while (!seen.has(at) && seen.size < maximumLogicalPartitions) {
    seen.add(at)
    const [logical, next] = parseBootSector(read(at * sector, sector)) ?? []
    if (logical && isUsed(logical)) found.push(partition(5 + found.length, logical, at))
    if (!next || !isUsed(next) || !extendedTypes.has(next.type)) return found
    at = extendedStart + next.start
  }
  return found
}

function partition(number: number, entry: Entry, base: number): Partition {
  return {
    number,
    startByte: (base + entry.start) * sector,
    sizeBytes: entry.count * sector,
    type: `0x${entry.type.toString(16).padStart(2, '0')}`,
    bootable: entry.bootable,
  }
}
