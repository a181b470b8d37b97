import { createHash } from 'node:crypto'
import { constants, zstdCompressSync } from 'node:zlib'

export type CompressedChunk = { sha256: string; frame: Uint8Array<ArrayBuffer> }

/** One zstd frame (in one call, so that its header says how many bytes it holds), and the hash of those bytes. Takes milliseconds: for workers. */
export function compressChunk(bytes: Uint8Array, level: number): CompressedChunk {
  const frame = zstdCompressSync(bytes, {
    chunkSize: bytes.length + 65536,
    params: { [constants.ZSTD_c_compressionLevel]: level },
  })
  return { sha256: createHash('sha256').update(bytes).digest('hex'), frame: new Uint8Array(frame) }
}
