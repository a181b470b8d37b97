import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { ImageRefusal } from './refusal.ts'

const pieceSize = 1024 * 1024

/** The file that is imported, read once from beginning to end on a worker, with its SHA-256. */
export class SourceFile {
  readonly path: string
  readonly size: number
  readonly #descriptor: number
  readonly #hash = createHash('sha256')
  readonly #onRead: (bytesRead: number) => void
  #position = 0

  /** Throws `ImageRefusal` (source-unreadable, empty). `onRead` may throw to stop the import. */
  constructor(path: string, onRead: (bytesRead: number) => void) {
    this.path = path
    this.#onRead = onRead
    this.#descriptor = readable(path, () => openSync(path, 'r'))
    const state = fstatSync(this.#descriptor)
    this.size = state.size
    if (state.isFile() && state.size > 0) return
    closeSync(this.#descriptor)
    if (state.isFile()) {
      throw new ImageRefusal('empty', `${path} is empty (0 bytes). Copy or download it again.`)
    }
    throw new ImageRefusal('source-unreadable', `${path} is not a file. Choose an image file.`)
  }

  start(length: number): Uint8Array {
    const bytes = Buffer.alloc(length)
    return bytes.subarray(0, this.#read(bytes, 0))
  }

  /** The bytes from where reading stopped to the end of the file. */
  *pieces(): Generator<Uint8Array<ArrayBuffer>> {
    for (;;) {
      const bytes = Buffer.allocUnsafe(pieceSize)
      const count = this.#read(bytes, this.#position)
      if (count === 0) return
      const piece = bytes.subarray(0, count)
      this.#position += count
      this.#hash.update(piece)
      this.#onRead(this.#position)
      yield piece
    }
  }

  /** Reads what is left, so that the hash is that of the whole file. */
  finish(): string {
    for (const _ of this.pieces());
    return this.#hash.digest('hex')
  }

  close() {
    closeSync(this.#descriptor)
  }

  #read(into: Buffer, position: number): number {
    return readable(this.path, () => readSync(this.#descriptor, into, 0, into.length, position))
  }
}

function readable<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ImageRefusal(
      'source-unreadable',
      `${path} could not be read (${reason}). Check that the file is still there and that you may read it.`,
    )
  }
}
