import { type FileHandle, open } from 'node:fs/promises'

/**
 * Where the bytes of a file come from. A path in it is the product's own; it never comes from a
 * request, so traversal cannot exist.
 */
export type ByteSource =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** A file of `size` bytes that is opened when the transfer begins; with another size it is not sent. */
  | { readonly kind: 'file'; readonly path: string; readonly size: number }
  | {
      readonly kind: 'reader'
      /** Length of the whole in bytes; must not change while it is read. */
      readonly size: number
      /** Exactly `length` bytes from `offset`; asked front to back, one read at a time. */
      read(offset: number, length: number): Promise<Uint8Array>
      /** Called once, when the transfer has ended in whatever way. */
      close(): void
    }

export function sizeOf(source: ByteSource): number {
  return source.kind === 'bytes' ? source.bytes.length : source.size
}

export function closeSource(source: ByteSource): void {
  if (source.kind === 'reader') source.close()
}

type Reader = Extract<ByteSource, { kind: 'reader' }>

/** Opens the file at the first read: a request that comes to nothing leaves nothing to close. */
function readerOfFile(path: string, size: number): Reader {
  let opened: Promise<FileHandle> | undefined
  return {
    kind: 'reader',
    size,
    read: async (offset, length) => {
      opened ??= openUnchanged(path, size)
      const handle = await opened
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset)
      return buffer.subarray(0, bytesRead)
    },
    // Nobody waits for the end of a close, and a failed close of a file that was only read loses nothing.
    close: () => void opened?.then((handle) => handle.close()).catch(() => undefined),
  }
}

async function openUnchanged(path: string, size: number): Promise<FileHandle> {
  const handle = await open(path, 'r')
  const facts = await handle.stat()
  if (facts.isFile() && facts.size === size) return handle
  await handle.close()
  throw new Error('it is not the file any more that it was')
}

/** Measured: from 256 KiB on, larger reads make no difference to the rate. */
const readAheadBytes = 256 * 1024

type Listener = { readonly ready: () => void; readonly failed: (reason: string) => void }

/**
 * Hands out a source's bytes from front to back and reads ahead, so that a packet hardly ever
 * waits for a disk. It holds two pieces of 256 KiB at most.
 */
export class ReadAhead {
  readonly #source: Exclude<ByteSource, { kind: 'file' }>
  readonly #size: number
  readonly #pieceLength: number
  readonly #listener: Listener
  #current: Uint8Array
  #currentStart = 0
  #next: Uint8Array | undefined
  #reading = false
  #closed = false

  /** `blockSize` makes pieces end where blocks end, so that no block lies across two pieces. */
  constructor(source: ByteSource, blockSize: number, listener: Listener) {
    this.#source = source.kind === 'file' ? readerOfFile(source.path, source.size) : source
    this.#size = sizeOf(source)
    this.#pieceLength = Math.max(1, Math.floor(readAheadBytes / blockSize)) * blockSize
    this.#listener = listener
    this.#current = source.kind === 'bytes' ? source.bytes : new Uint8Array(0)
    if (this.#source.kind === 'reader') this.#readPiece(0)
  }

  /** True while the only thing that keeps the transfer waiting is our own source. */
  get reading(): boolean {
    return this.#reading
  }

  /**
   * Copies the block at `offset` behind the header of `target`; its length, or undefined when the
   * bytes are not there yet (`ready` will be called). Offsets may only grow.
   */
  copyBlock(target: Uint8Array, header: number, offset: number, blockSize: number) {
    const length = Math.min(blockSize, this.#size - offset)
    if (length === 0) return 0
    if (offset >= this.#currentStart + this.#current.length && !this.#nextPiece()) return undefined
    const start = offset - this.#currentStart
    target.set(this.#current.subarray(start, start + length), header)
    return length
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    closeSource(this.#source)
  }

  #nextPiece(): boolean {
    if (this.#next === undefined) return false
    this.#currentStart += this.#current.length
    this.#current = this.#next
    this.#next = undefined
    this.#readPiece(this.#currentStart + this.#current.length)
    return true
  }

  #readPiece(offset: number): void {
    const length = Math.min(this.#pieceLength, this.#size - offset)
    if (length <= 0 || this.#closed) return
    this.#reading = true
    this.#read(offset, length).then(
      (piece) => this.#arrived(piece, length),
      (error: unknown) => this.#fail(error instanceof Error ? error.message : String(error)),
    )
  }

  async #read(offset: number, length: number): Promise<Uint8Array> {
    if (this.#source.kind === 'reader') return this.#source.read(offset, length)
    return this.#source.bytes.subarray(offset, offset + length)
  }

  #arrived(piece: Uint8Array, length: number): void {
    if (this.#closed) return
    this.#reading = false
    if (piece.length !== length) {
      this.#fail(`the source gave ${piece.length} bytes instead of ${length}`)
      return
    }
    this.#next = piece
    this.#listener.ready()
  }

  #fail(reason: string): void {
    if (!this.#closed) this.#listener.failed(reason)
  }
}
