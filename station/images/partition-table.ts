import type { Partition, PartitionTable } from '../../contract/image.ts'
import { filesystemProbeLength, recogniseFilesystem } from './filesystem.ts'
import { readGpt } from './gpt.ts'
import { isUsed, mbrPartitions, parseBootSector, type ReadBytes } from './mbr.ts'

export type PartitionTableResult =
  | { kind: 'ok'; table: PartitionTable }
  | { kind: 'none'; reason: string }

/**
 * Reads the MBR or GPT of an image and names the filesystem of each partition. A GPT is believed only with right
 * checksums; an MBR only with its signature and at least one entry in use.
 */
export function readPartitionTable(read: ReadBytes): PartitionTableResult {
  const entries = parseBootSector(read(0, 512))
  const gpt = readGpt(read)
  if (gpt.kind === 'damaged') return { kind: 'none', reason: `it has a GPT, but ${gpt.reason}` }
  if (gpt.kind === 'ok') {
    if (gpt.partitions.length === 0) return { kind: 'none', reason: 'its GPT holds no partition' }
    return table('gpt', gpt.partitions, read)
  }
  if (!entries) return { kind: 'none', reason: 'its first sector is not a partition table' }
  if (entries.some((entry) => entry.type === 0xee)) {
    return { kind: 'none', reason: 'it says that it has a GPT, but the GPT is not there' }
  }
  if (!entries.some(isUsed)) return { kind: 'none', reason: 'its partition table is empty' }
  return table('mbr', mbrPartitions(entries, read), read)
}

function table(kind: 'mbr' | 'gpt', found: Partition[], read: ReadBytes): PartitionTableResult {
  const partitions = found.map((partition) => ({
    ...partition,
    ...recogniseFilesystem(read(partition.startByte, filesystemProbeLength)),
  }))
  return { kind: 'ok', table: { kind, partitions } }
}

/** The first partition that ends behind the image, if any: the sign of an image that was cut off. */
export function partitionBeyond(table: PartitionTable, size: number): Partition | undefined {
  return table.partitions.find((partition) => partition.startByte + partition.sizeBytes > size)
}
