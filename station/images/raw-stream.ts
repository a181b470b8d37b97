import { webcrypto } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { zstdDecompress } from 'node:zlib'
import { chunkSize, type DataChunk, type ImageIndex } from './index-format.ts'
import { ImageRefusal } from './refusal.ts'
import { isFrameOf } from './zstd-frame.ts'

const decompress = promisify(zstdDecompress)
/** Frames that are decompressed ahead: keeps two threads busy, holds at most 4 MiB per reader. */
const framesAhead = 4
const zeros = Buffer.alloc(chunkSize)

/** The whole raw image in order, undefined bytes as zero. A damaged frame ends the stream with an error. */
export function createRawStream(
  load: () => Promise<{ framesPath: string; index: ImageIndex }>,
): Readable {
  return Readable.from(rawBytes(load), { objectMode: false, highWaterMark: chunkSize })
}

async function* rawBytes(load: () => Promise<{ framesPath: string; index: ImageIndex }>) {
  const { framesPath, index } = await load()
  const frames = await open(framesPath, 'r')
  const chunks = index.extents.filter((extent) => extent.kind === 'data')
  const ahead: Promise<Uint8Array | Error>[] = []
  let [started, position] = [0, 0]
  try {
    for (const chunk of chunks) {
      while (started < chunks.length && ahead.length < framesAhead) {
        const next = chunks[started]
        if (next) ahead.push(readOrError(frames, next))
        started += 1
      }
      yield* zeroBytes(chunk.offset - position)
      const bytes = await ahead.shift()
      if (!bytes || bytes instanceof Error) throw bytes
      yield bytes
      position = chunk.offset + chunk.length
    }
    yield* zeroBytes(index.size - position)
  } finally {
    await Promise.all(ahead)
    await frames.close()
  }
}

function* zeroBytes(count: number): Generator<Uint8Array> {
  for (let left = count; left > 0; left -= chunkSize)
    yield zeros.subarray(0, Math.min(left, chunkSize))
}

/** Errors as values: a frame that is read ahead may fail before anyone waits for it. */
async function readOrError(frames: FileHandle, chunk: DataChunk): Promise<Uint8Array | Error> {
  try {
    const frame = Buffer.allocUnsafe(chunk.frameLength)
    const { bytesRead } = await frames.read(frame, 0, frame.length, chunk.frameOffset)
    const bytes = bytesRead === frame.length ? await decodeFrameAsync(frame, chunk.length) : null
    if (bytes && (await sha256Hex(bytes)) === chunk.sha256) return bytes
    return new ImageRefusal(
      'image-damaged',
      `The stored image is damaged at byte ${chunk.offset}. Check the disk of the station, and import or back up the image again.`,
    )
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

/** Decompresses on zlib's threads; null where the bytes are not one frame of exactly `length` bytes. */
export async function decodeFrameAsync(frame: Uint8Array, length: number): Promise<Buffer | null> {
  if (!isFrameOf(frame, length)) return null
  try {
    const bytes = await decompress(frame, { maxOutputLength: length, chunkSize: length + 64 })
    return bytes.length === length ? bytes : null
  } catch {
    return null // Only zlib can fail here, and only over the bytes: the caller names the chunk.
  }
}

/** SHA-256 on crypto's threads. */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', new Uint8Array(bytes))).toString(
    'hex',
  )
}
