import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { zstdDecompressSync } from 'node:zlib'
import type { DataChunk, Extent, ImageIndex } from './index-format.ts'
import type { ReadBytes } from './mbr.ts'
import { ImageRefusal } from './refusal.ts'
import { isFrameOf } from './zstd-frame.ts'

/** Reads raw bytes back out of frames.zst. Blocks: for workers. */
export class SealedReader {
  readonly #frames: number

  constructor(framesPath: string) {
    this.#frames = openSync(framesPath, 'r')
  }

  /** The raw bytes of a chunk, checked against its hash. Throws `ImageRefusal` (image-damaged). */
  readChunk(chunk: DataChunk): Uint8Array {
    const bytes = decodeFrame(this.readFrame(chunk), chunk.length)
    if (!bytes || createHash('sha256').update(bytes).digest('hex') !== chunk.sha256) {
      throw damaged(chunk.offset)
    }
    return bytes
  }

  readFrame(chunk: DataChunk): Buffer {
    const frame = Buffer.allocUnsafe(chunk.frameLength)
    const count = readSync(this.#frames, frame, 0, frame.length, chunk.frameOffset)
    if (count < frame.length) throw damaged(chunk.offset)
    return frame
  }

  /** Random access over the whole image; the last chunk is kept, because tables are read in small steps. */
  randomAccess(index: ImageIndex): ReadBytes {
    let held: { offset: number; bytes: Uint8Array } | null = null
    const chunkBytes = (chunk: DataChunk) => {
      if (held?.offset !== chunk.offset)
        held = { offset: chunk.offset, bytes: this.readChunk(chunk) }
      return held.bytes
    }
    return (offset, length) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, index.size - offset)))
      for (
        let place = firstAfter(index.extents, offset);
        place < index.extents.length;
        place += 1
      ) {
        const extent = index.extents[place]
        if (!extent || extent.offset >= offset + bytes.length) break
        if (extent.kind === 'data') copyOverlap(bytes, offset, extent.offset, chunkBytes(extent))
      }
      return bytes
    }
  }

  close() {
    closeSync(this.#frames)
  }
}

/** Decompresses a frame that must hold exactly `length` bytes; null where it does not. */
export function decodeFrame(frame: Uint8Array, length: number): Buffer | null {
  if (!isFrameOf(frame, length)) return null
  try {
    const bytes = zstdDecompressSync(frame, { maxOutputLength: length, chunkSize: length + 64 })
    return bytes.length === length ? bytes : null
  } catch {
    return null // Only zlib can fail here, and only over the bytes: the caller names the chunk.
  }
}

/** The place of the first extent that ends behind `offset`. */
function firstAfter(extents: Extent[], offset: number): number {
  let [low, high] = [0, extents.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const extent = extents[middle]
    if (extent && extent.offset + extent.length <= offset) low = middle + 1
    else high = middle
  }
  return low
}

function copyOverlap(into: Uint8Array, offset: number, from: number, bytes: Uint8Array) {
  const start = Math.max(offset, from)
  const end = Math.min(offset + into.length, from + bytes.length)
  into.set(bytes.subarray(start - from, end - from), start - offset)
}

function damaged(offset: number): ImageRefusal {
  return new ImageRefusal(
    'image-damaged',
    `The stored image is damaged at byte ${offset}: what is on the station's disk is not what was sealed. Check that disk, and import or back up the image again.`,
  )
}
