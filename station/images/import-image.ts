import { basename, join } from 'node:path'
import type { PartitionTable } from '../../contract/image.ts'
import { type BlockMap, RangeCheck, readBlockMap } from './block-map.ts'
import { ChunkPool } from './chunk-pool.ts'
import type { CompressedChunk } from './compress-chunk.ts'
import { cutChunks, type RawChunk } from './cut-chunks.ts'
import type { ImportOutcome, ImportTask, TaskContext } from './image-tasks.ts'
import { chunkSize, type ImageIndex, sectorSize } from './index-format.ts'
import { operatingSystemOf } from './operating-system.ts'
import { partitionBeyond, readPartitionTable } from './partition-table.ts'
import { diskFull, ImageRefusal } from './refusal.ts'
import { SealWriter } from './seal-writer.ts'
import { SealedReader } from './sealed-reader.ts'
import { sourceBytes } from './source-bytes.ts'
import { SourceFile } from './source-file.ts'
import {
  formatProbeLength,
  recogniseCompression,
  recogniseFormat,
  type SourceFormat,
} from './source-format.ts'

const zeros = Buffer.alloc(chunkSize)
/** Chunks under way for each compression thread: enough that none waits, few enough to bound memory. */
const chunksPerWorker = 3

/** Reads, decompresses, cuts, compresses and writes one image. Runs on a worker; throws `ImageRefusal`. */
export async function importImage(task: ImportTask, context: TaskContext): Promise<ImportOutcome> {
  let [bytesRead, rawBytes] = [0, 0]
  const source = new SourceFile(task.path, (position) => {
    context.checkCancelled()
    bytesRead = position
  })
  try {
    const format = sourceFormat(source)
    checkSum(task, context)
    if (format !== 'raw' && source.size > task.freeBytes)
      throw new ImageRefusal('station-disk-full', diskFull())
    const map = task.bmapPath === null ? null : readBlockMap(task.bmapPath)
    const pieces = sourceBytes(source, format, task.maximumSize)
    const sealed = await seal(task, pieces, map, format, (position) => {
      context.checkCancelled()
      rawBytes = position
      if (rawBytes > task.maximumSize) throw tooBig(task)
      if (format === 'zip') bytesRead = Math.min(source.size, position)
      context.progress({ bytesRead, bytesTotal: source.size, rawBytes })
    })
    const compressedSha256 = source.finish()
    return { ...sealed.files, ...inspect(task, sealed.index), compressedSha256 }
  } finally {
    source.close()
  }
}

async function seal(
  task: ImportTask,
  pieces: AsyncIterable<Uint8Array>,
  map: BlockMap | null,
  format: SourceFormat,
  onBytes: (position: number) => void,
) {
  let size = 0
  const chunks = cutChunks(pieces, map, (position) => {
    size = position
    onBytes(position)
  })
  const writer = new SealWriter(task.folder)
  const pool = new ChunkPool(task.workerCount, task.level)
  try {
    await compressChunks(task, checked(task, chunks, map, format), pool, writer)
    checkSize(task, size, map)
    return writer.finish(size)
  } finally {
    writer.close()
    await pool.close()
  }
}

/**
 * Passes chunks on after looking at them: the first for a partition table, all for what a block map promises. Checksums
 * of compressed files come behind the bytes that they are for, so what looks like no image may be a damaged one: such a
 * file is read to its end first, and only if it is whole, its content is to blame.
 */
async function* checked(
  task: ImportTask,
  chunks: AsyncIterable<RawChunk>,
  map: BlockMap | null,
  format: SourceFormat,
) {
  const ranges = map ? new RangeCheck(map) : null
  let problem: ImageRefusal | null = null
  for await (const chunk of chunks) {
    if (problem) continue
    if (chunk.offset === 0) problem = startProblem(task, chunk.bytes)
    if (problem && format === 'raw') throw problem
    if (problem) continue
    ranges?.update(chunk.offset, chunk.bytes)
    yield chunk
  }
  if (problem) throw problem
}

async function compressChunks(
  task: ImportTask,
  chunks: AsyncIterable<RawChunk>,
  pool: ChunkPool,
  writer: SealWriter,
) {
  const underWay: {
    offset: number
    length: number
    result: Promise<CompressedChunk | Error> | null
  }[] = []
  const writeNext = async () => {
    const next = underWay.shift()
    if (!next) return
    const result = await next.result
    if (result instanceof Error) throw result
    if (result) writer.addData(next.offset, next.length, result)
    else writer.addZeros(next.offset, next.length)
  }
  for await (const { offset, bytes } of chunks) {
    const isZero = zeros.subarray(0, bytes.length).equals(bytes)
    underWay.push({ offset, length: bytes.length, result: isZero ? null : pool.compress(bytes) })
    if (underWay.length >= task.workerCount * chunksPerWorker) await writeNext()
  }
  while (underWay.length > 0) await writeNext()
}

/** Before anything of the file is unpacked: what somebody has changed on the way must not reach a decoder. */
function checkSum({ path, sha256 }: ImportTask, context: TaskContext) {
  if (sha256 === null) return
  const file = new SourceFile(path, () => context.checkCancelled())
  try {
    const found = file.finish()
    if (found === sha256.toLowerCase()) return
    throw new ImageRefusal(
      'checksum-mismatch',
      `${basename(path)} is not the file that was expected: its SHA-256 is ${found}, not ${sha256.toLowerCase()}. Nothing was imported. Compare the checksum with the one of the maker, and download again.`,
    )
  } finally {
    file.close()
  }
}

function sourceFormat(source: SourceFile): SourceFormat {
  const result = recogniseFormat(source.path, source.start(formatProbeLength))
  const name = basename(source.path)
  switch (result.kind) {
    case 'ok':
      return result.format
    case 'unknown':
      throw new ImageRefusal(
        'unknown-format',
        `${name} is ${result.found}, not a disk image. Import a raw image (.img), or one packed as .xz, .gz, .bz2, .zst or .zip.`,
      )
    case 'mismatch':
      throw new ImageRefusal(
        'format-mismatch',
        `${name} is named like a ${result.expected} file, but it does not begin like one. The download probably failed; get the file again.`,
      )
    default:
      return result satisfies never
  }
}

/** What is wrong with the beginning of an image, so that gigabytes are not compressed for nothing; or null. */
function startProblem(task: ImportTask, bytes: Uint8Array): ImageRefusal | null {
  const nested = recogniseCompression(bytes)
  if (nested) {
    return new ImageRefusal(
      'unknown-format',
      `${basename(task.path)} is compressed twice: what it unpacks to is itself ${nested}. Unpack it once and import the result.`,
    )
  }
  if (bytes.length >= sectorSize && (bytes[510] !== 0x55 || bytes[511] !== 0xaa)) {
    return noPartitionTable(task, 'its first sector is not a partition table')
  }
  return null
}

function checkSize(task: ImportTask, size: number, map: BlockMap | null) {
  const name = basename(task.path)
  if (size === 0) {
    throw new ImageRefusal(
      'empty',
      `${name} unpacks to nothing (0 bytes). Download or copy it again.`,
    )
  }
  if (size % sectorSize !== 0) {
    throw new ImageRefusal(
      'not-whole-sectors',
      `${name} holds ${size} bytes, which is not a whole number of 512-byte sectors. It was probably cut off; get the file again.`,
    )
  }
  if (map && map.imageSize !== size) {
    throw new ImageRefusal(
      'bmap-mismatch',
      `${name} holds ${size} bytes, but its block map is for an image of ${map.imageSize} bytes. Get both again from the same place.`,
    )
  }
}

function inspect(
  task: ImportTask,
  index: ImageIndex,
): { partitionTable: PartitionTable; operatingSystem: string | null } {
  const reader = new SealedReader(join(task.folder, 'frames.zst'))
  try {
    const read = reader.randomAccess(index)
    const found = readPartitionTable(read)
    if (found.kind === 'none') throw noPartitionTable(task, found.reason)
    const beyond = partitionBeyond(found.table, index.size)
    if (!beyond) {
      return {
        partitionTable: found.table,
        operatingSystem: operatingSystemOf(found.table, read),
      }
    }
    throw new ImageRefusal(
      'truncated',
      `${basename(task.path)} ends at byte ${index.size}, but its partition ${beyond.number} reaches to byte ${beyond.startByte + beyond.sizeBytes}. The file was cut off; download or copy it again.`,
    )
  } finally {
    reader.close()
  }
}

function noPartitionTable(task: ImportTask, reason: string): ImageRefusal {
  return new ImageRefusal(
    'no-partition-table',
    `${basename(task.path)} is not an image of a whole disk: ${reason}. Choose an image that a board can boot from, such as one from Raspberry Pi or a backup.`,
  )
}

function tooBig(task: ImportTask): ImageRefusal {
  return new ImageRefusal(
    'too-big',
    `${basename(task.path)} unpacks to more than ${task.maximumSize} bytes, which is more than any image should have. Check where the file comes from.`,
  )
}
