import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { CompressedChunk } from './compress-chunk.ts'
import { type Extent, formatIndex, type ImageIndex, imageId, indexTotals } from './index-format.ts'

/** What a worker tells of the files it wrote: all facts that the manifest needs and that come from the bytes. */
export type SealedFiles = {
  id: string
  rawSize: number
  definedBytes: number
  dataBytes: number
  chunkCount: number
  framesSize: number
  indexSha256: string
}

/** Writes frames.zst chunk by chunk, then index.txt, both synced to the disk. Blocks: for workers. */
export class SealWriter {
  readonly #folder: string
  readonly #frames: number
  readonly #extents: Extent[] = []
  #framesSize = 0
  #open = true

  constructor(folder: string) {
    this.#folder = folder
    this.#frames = openSync(join(folder, 'frames.zst'), 'wx')
  }

  addData(offset: number, length: number, { sha256, frame }: CompressedChunk) {
    writeAll(this.#frames, frame)
    const [frameOffset, frameLength] = [this.#framesSize, frame.length]
    this.#extents.push({ kind: 'data', offset, length, frameOffset, frameLength, sha256 })
    this.#framesSize += frame.length
  }

  addZeros(offset: number, length: number) {
    const last = this.#extents.at(-1)
    if (last?.kind === 'zero' && last.offset + last.length === offset) last.length += length
    else this.#extents.push({ kind: 'zero', offset, length })
  }

  finish(size: number): { files: SealedFiles; index: ImageIndex } {
    fsyncSync(this.#frames)
    this.close()
    const index = { size, framesSize: this.#framesSize, extents: this.#extents }
    return { files: writeIndex(this.#folder, index), index }
  }

  close() {
    if (this.#open) closeSync(this.#frames)
    this.#open = false
  }
}

export function writeIndex(folder: string, index: ImageIndex): SealedFiles {
  const text = Buffer.from(formatIndex(index), 'latin1')
  const file = openSync(join(folder, 'index.txt'), 'wx')
  try {
    writeAll(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  return {
    id: imageId(index),
    rawSize: index.size,
    ...indexTotals(index),
    framesSize: index.framesSize,
    indexSha256: createHash('sha256').update(text).digest('hex'),
  }
}

/** `writeSync` may write less than it was given, on a disk that fills up for one. */
export function writeAll(file: number, bytes: Uint8Array) {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
}
