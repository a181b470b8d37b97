import type { BlockMap } from './block-map.ts'
import { chunkSize } from './index-format.ts'

/** Raw bytes of one chunk to be; `bytes` own their memory, so that they can move to another thread. */
export type RawChunk = { offset: number; bytes: Uint8Array<ArrayBuffer> }

type Range = { start: number; end: number }

/**
 * Cuts a row of pieces into chunks that do not cross a multiple of 1 MiB. With a block map only its ranges are cut,
 * and a chunk never reaches over the end of a range. `onEnd` gets the number of bytes that came by.
 */
export async function* cutChunks(
  pieces: AsyncIterable<Uint8Array>,
  map: BlockMap | null,
  onBytes: (offset: number) => void,
): AsyncGenerator<RawChunk> {
  const cutter = new Cutter(map ? map.ranges : [{ start: 0, end: Number.POSITIVE_INFINITY }])
  for await (const piece of pieces) {
    yield* cutter.take(piece)
    onBytes(cutter.position)
  }
  yield* cutter.flush()
}

class Cutter {
  position = 0
  readonly #ranges: Range[]
  #place = 0
  #chunk: Uint8Array<ArrayBuffer> | null = null
  #filled = 0

  constructor(ranges: Range[]) {
    this.#ranges = ranges
  }

  *take(piece: Uint8Array): Generator<RawChunk> {
    let at = 0
    while (at < piece.length) {
      const range = this.#ranges[this.#place]
      if (!range || this.position < range.start) {
        const gap = (range?.start ?? Number.POSITIVE_INFINITY) - this.position
        const skipped = Math.min(gap, piece.length - at)
        this.position += skipped
        at += skipped
        continue
      }
      const taken = this.#copy(piece.subarray(at), range.end)
      at += taken
      if (this.position === range.end) this.#place += 1
      if (this.position === range.end || this.position % chunkSize === 0) yield* this.flush()
    }
  }

  *flush(): Generator<RawChunk> {
    if (!this.#chunk || this.#filled === 0) return
    yield { offset: this.position - this.#filled, bytes: this.#chunk.subarray(0, this.#filled) }
    this.#chunk = null
    this.#filled = 0
  }

  #copy(bytes: Uint8Array, end: number): number {
    const nextMultiple = (Math.floor(this.position / chunkSize) + 1) * chunkSize
    const count = Math.min(bytes.length, end - this.position, nextMultiple - this.position)
    this.#chunk ??= new Uint8Array(chunkSize)
    this.#chunk.set(bytes.subarray(0, count), this.#filled)
    this.#filled += count
    this.position += count
    return count
  }
}
