import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CheckChunksTask, TaskContext, VerifyTask } from './image-tasks.ts'
import { type ImageIndex, parseIndex } from './index-format.ts'
import { ImageRefusal } from './refusal.ts'
import { SealedReader } from './sealed-reader.ts'

/** Reads every frame of a sealed image and compares. Runs on a worker; throws `ImageRefusal` (image-damaged). */
export function verifyImage(task: VerifyTask, context: TaskContext): { verifiedBytes: number } {
  const text = readFileSync(join(task.folder, 'index.txt'), 'latin1')
  const manifest: unknown = JSON.parse(readFileSync(join(task.folder, 'manifest.json'), 'utf8'))
  const sha256 = createHash('sha256').update(text, 'latin1').digest('hex')
  const parsed = parseIndex(text)
  const promised =
    typeof manifest === 'object' && manifest !== null && 'indexSha256' in manifest
      ? manifest.indexSha256
      : null
  if (parsed.kind === 'invalid' || promised !== sha256) {
    throw new ImageRefusal(
      'image-damaged',
      'The index of the stored image is damaged. Check the disk of the station, and import or back up the image again.',
    )
  }
  return verifyChunks(join(task.folder, 'frames.zst'), parsed.index, context)
}

export function verifyChunks(framesPath: string, index: ImageIndex, context: TaskContext) {
  const chunks = index.extents.filter((extent) => extent.kind === 'data')
  const bytesTotal = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  const reader = new SealedReader(framesPath)
  let verifiedBytes = 0
  try {
    for (const chunk of chunks) {
      context.checkCancelled()
      verifiedBytes += reader.readChunk(chunk).length
      context.progress({ bytesRead: verifiedBytes, bytesTotal, rawBytes: verifiedBytes })
    }
  } finally {
    reader.close()
  }
  return { verifiedBytes }
}

/** Says which chunks are whole; what is not is simply not named. */
export function checkChunks(task: CheckChunksTask, context: TaskContext): { offsets: number[] } {
  const reader = new SealedReader(task.framesPath)
  try {
    const whole = task.chunks.filter((chunk) => {
      context.checkCancelled()
      return isWhole(reader, chunk)
    })
    return { offsets: whole.map((chunk) => chunk.offset) }
  } finally {
    reader.close()
  }
}

function isWhole(reader: SealedReader, chunk: CheckChunksTask['chunks'][number]): boolean {
  try {
    reader.readChunk(chunk)
    return true
  } catch (error) {
    if (error instanceof ImageRefusal) return false
    throw error
  }
}
