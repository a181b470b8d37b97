import { createHash } from 'node:crypto'
import { closeSync, copyFileSync, fsyncSync, linkSync, openSync } from 'node:fs'
import { join } from 'node:path'
import type { SealBackupOutcome, SealBackupTask, TaskContext } from './image-tasks.ts'
import type { DataChunk, Extent, ImageIndex } from './index-format.ts'
import { operatingSystemOf } from './operating-system.ts'
import { readPartitionTable } from './partition-table.ts'
import { ImageRefusal } from './refusal.ts'
import { writeAll, writeIndex } from './seal-writer.ts'
import { SealedReader } from './sealed-reader.ts'
import { verifyChunks } from './verify-image.ts'

/**
 * Makes an image of a backup's chunks: compares their list with the board's, gives frames.zst its final form, writes
 * the index (what is in no chunk is zero), and reads every frame back. Runs on a worker; throws `ImageRefusal`.
 */
export function sealBackup(task: SealBackupTask, context: TaskContext): SealBackupOutcome {
  const sorted = [...task.chunks].sort((a, b) => a.offset - b.offset)
  if (chunkListSha256(sorted) !== task.listSha256) {
    throw new ImageRefusal(
      'list-mismatch',
      'The chunks that the station holds are not those that the board has read. Start the backup again; what is right is kept.',
    )
  }
  const { chunks, framesSize } = placeFrames(task, sorted)
  const index = { size: task.size, framesSize, extents: withZeroRuns(chunks, task.size) }
  const files = writeIndex(task.folder, index)
  const framesPath = join(task.folder, 'frames.zst')
  verifyChunks(framesPath, index, context)
  return { ...files, ...factsOf(framesPath, index) }
}

/** The hash that a board sends with `complete` (docs/agent-protocol.md). `chunks` must be sorted. */
export function chunkListSha256(chunks: Pick<DataChunk, 'offset' | 'length' | 'sha256'>[]): string {
  const hash = createHash('sha256')
  for (const { offset, length, sha256 } of chunks) hash.update(`${offset} ${length} ${sha256}\n`)
  return hash.digest('hex')
}

/** Without superseded frames the file is taken as it is (by a second name for it); else it is written anew. */
function placeFrames(task: SealBackupTask, chunks: DataChunk[]) {
  const target = join(task.folder, 'frames.zst')
  const used = chunks.reduce((sum, chunk) => sum + chunk.frameLength, 0)
  if (used !== task.framesSize) return compact(task, chunks, target)
  linkOrCopy(task.framesPath, target)
  syncFile(target)
  return { chunks, framesSize: used }
}

/** Filesystems without hard links (exFAT) get a copy. */
function linkOrCopy(from: string, to: string) {
  try {
    linkSync(from, to)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS' && code !== 'EMLINK')
      throw error
    copyFileSync(from, to)
  }
}

function compact(task: SealBackupTask, chunks: DataChunk[], target: string) {
  const reader = new SealedReader(task.framesPath)
  const file = openSync(target, 'wx')
  let framesSize = 0
  try {
    const moved = chunks.map((chunk) => {
      writeAll(file, reader.readFrame(chunk))
      framesSize += chunk.frameLength
      return { ...chunk, frameOffset: framesSize - chunk.frameLength }
    })
    fsyncSync(file)
    return { chunks: moved, framesSize }
  } finally {
    closeSync(file)
    reader.close()
  }
}

function withZeroRuns(chunks: DataChunk[], size: number): Extent[] {
  const extents: Extent[] = []
  let position = 0
  for (const chunk of chunks) {
    if (chunk.offset > position) {
      extents.push({ kind: 'zero', offset: position, length: chunk.offset - position })
    }
    extents.push(chunk)
    position = chunk.offset + chunk.length
  }
  if (position < size) extents.push({ kind: 'zero', offset: position, length: size - position })
  return extents
}

function factsOf(framesPath: string, index: ImageIndex) {
  const reader = new SealedReader(framesPath)
  try {
    const read = reader.randomAccess(index)
    const found = readPartitionTable(read)
    const partitionTable = found.kind === 'ok' ? found.table : null
    return { partitionTable, operatingSystem: operatingSystemOf(partitionTable, read) }
  } finally {
    reader.close()
  }
}

function syncFile(path: string) {
  const file = openSync(path, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
