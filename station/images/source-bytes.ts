import { Readable, type Transform } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { Bzip2Error, decodeBzip2 } from './bzip2.ts'
import { ImageRefusal } from './refusal.ts'
import type { SourceFile } from './source-file.ts'
import type { SourceFormat } from './source-format.ts'
import { ZstdFrameScanner } from './zstd-frame.ts'

const outputPiece = 256 * 1024
/** `xz -9` needs 65 MiB; what needs more than this was made to harm. */
const xzMemoryLimit = 512 * 1024 * 1024

/**
 * The raw bytes of an image in order, decompressed. Throws `ImageRefusal` (truncated, corrupt, …) where the file is
 * not whole. For worker threads: reading and bzip2 block.
 */
export async function* sourceBytes(
  source: SourceFile,
  format: SourceFormat,
  maximumSize: number,
): AsyncGenerator<Uint8Array> {
  try {
    yield* decoded(source, format, maximumSize)
  } catch (error) {
    throw decodingRefusal(error, source.path, format)
  }
}

async function* decoded(source: SourceFile, format: SourceFormat, maximumSize: number) {
  switch (format) {
    case 'raw':
      return yield* source.pieces()
    case 'gzip':
      return yield* decodeThrough(source.pieces(), createGunzip({ chunkSize: outputPiece }))
    case 'xz':
      return yield* decodeThrough(source.pieces(), await createXzDecoder())
    case 'zstd':
      return yield* decodeZstd(source.pieces())
    case 'bzip2':
      return yield* decodeBzip2(source.pieces())
    case 'zip':
      return yield* (await import('./zip-image.ts')).zipImageBytes(source.path, maximumSize)
    default:
      return format satisfies never
  }
}

/** Loaded when first needed: its native part is not there for every host, and only .xz needs it. */
async function createXzDecoder(): Promise<Transform> {
  const { default: lzma } = await import('lzma-native')
  return lzma.createStream('streamDecoder', { flags: lzma.CONCATENATED, memlimit: xzMemoryLimit })
}

async function* decodeThrough(pieces: Iterable<Uint8Array>, decoder: Transform) {
  const input = Readable.from(pieces)
  input.once('error', (error) => decoder.destroy(error))
  input.pipe(decoder)
  try {
    for await (const piece of decoder) if (piece instanceof Uint8Array) yield piece
  } finally {
    input.destroy()
    decoder.destroy()
  }
}

/** A zstd file is a row of frames; each gets a decoder of its own, and skippable frames are skipped. */
async function* decodeZstd(pieces: Iterator<Uint8Array> & Iterable<Uint8Array>) {
  const queue = new PieceQueue(pieces)
  while (queue.hasMore()) {
    const scanner = new ZstdFrameScanner()
    const frame = frameBytes(queue, scanner)
    const { value: start } = frame.next()
    if (scanner.skippable || !start) for (const _ of frame);
    else
      yield* decodeThrough(prepend(start, frame), createZstdDecompress({ chunkSize: outputPiece }))
  }
}

function* frameBytes(queue: PieceQueue, scanner: ZstdFrameScanner): Generator<Uint8Array> {
  while (!scanner.ended) {
    const piece = queue.take()
    if (!piece) throw coded('Z_BUF_ERROR', 'the zstd data ends too early')
    const end = scanner.scan(piece)
    if (scanner.broken) throw coded('Z_DATA_ERROR', 'what follows is not a zstd frame')
    queue.giveBack(piece.subarray(end))
    yield piece.subarray(0, end)
  }
}

function* prepend(first: Uint8Array, rest: Iterable<Uint8Array>) {
  yield first
  yield* rest
}

class PieceQueue {
  readonly #pieces: Iterator<Uint8Array>
  #left: Uint8Array | null = null

  constructor(pieces: Iterator<Uint8Array>) {
    this.#pieces = pieces
  }

  take(): Uint8Array | null {
    if (!this.hasMore()) return null
    const taken = this.#left
    this.#left = null
    return taken
  }

  giveBack(bytes: Uint8Array) {
    if (bytes.length > 0) this.#left = bytes
  }

  hasMore(): boolean {
    if (this.#left) return true
    const next = this.#pieces.next()
    if (next.done) return false
    this.#left = next.value
    return true
  }
}

function coded(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}

function decodingRefusal(error: unknown, path: string, format: SourceFormat): unknown {
  if (error instanceof ImageRefusal || !(error instanceof Error)) return error
  const code = 'name' in error && error.name.startsWith('LZMA_') ? error.name : errorCode(error)
  const cutOff =
    (error instanceof Bzip2Error && error.code === 'truncated') ||
    ['Z_BUF_ERROR', 'LZMA_BUF_ERROR', 'ERR_STREAM_PREMATURE_CLOSE'].includes(code) ||
    (format === 'zip' && /end of central directory|unexpected EOF/i.test(error.message))
  if (cutOff) {
    return new ImageRefusal(
      'truncated',
      `${path} ends too early: its ${format} data is not complete. The download or copy was probably cut off; get the file again.`,
    )
  }
  if (code === 'LZMA_MEMLIMIT_ERROR' || code === 'ZSTD_error_frameParameter_windowTooLarge') {
    return new ImageRefusal(
      'unknown-format',
      `${path} was compressed in a way that needs too much memory to unpack (for example zstd --long). Unpack it yourself and import the raw image.`,
    )
  }
  if (format === 'raw' || (code.startsWith('E') && !code.startsWith('ERR_'))) return error
  return new ImageRefusal(
    'corrupt',
    `${path} is corrupt: its ${format} data cannot be unpacked (${error.message}). Download or copy the file again.`,
  )
}

function errorCode(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}
