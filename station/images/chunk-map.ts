import { chunkSize, type DataChunk } from './index-format.ts'

/** The chunks of a backup, at most one for each offset, without overlaps. */
export class ChunkMap {
  readonly #byOffset = new Map<number, DataChunk>()
  /** Offsets by the multiple of 1 MiB that they are in; chunks never cross one. */
  readonly #byPlace = new Map<number, Set<number>>()

  get size(): number {
    return this.#byOffset.size
  }

  get(offset: number): DataChunk | undefined {
    return this.#byOffset.get(offset)
  }

  /** A chunk at another offset that these bytes would overlap. */
  overlapped(offset: number, length: number): DataChunk | undefined {
    for (const other of this.#byPlace.get(place(offset)) ?? []) {
      const chunk = this.#byOffset.get(other)
      if (!chunk || other === offset) continue
      if (other < offset + length && offset < other + chunk.length) return chunk
    }
    return undefined
  }

  set(chunk: DataChunk) {
    this.#byOffset.set(chunk.offset, chunk)
    const offsets = this.#byPlace.get(place(chunk.offset)) ?? new Set()
    this.#byPlace.set(place(chunk.offset), offsets.add(chunk.offset))
  }

  delete(offset: number): boolean {
    this.#byPlace.get(place(offset))?.delete(offset)
    return this.#byOffset.delete(offset)
  }

  sorted(): DataChunk[] {
    return [...this.#byOffset.values()].sort((a, b) => a.offset - b.offset)
  }
}

function place(offset: number): number {
  return Math.floor(offset / chunkSize)
}
