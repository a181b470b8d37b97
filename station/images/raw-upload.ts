import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { constants, zstdCompress } from 'node:zlib'
import type { BackupStore } from './backup-store.ts'
import { cutChunks, type RawChunk } from './cut-chunks.ts'
import { chunkSize } from './index-format.ts'
import { sha256Hex } from './raw-stream.ts'
import { type Refused, refused } from './refusal.ts'
import { chunkListSha256 } from './seal-backup.ts'

/** What a raw upload came to; the last two are what sealing compares. */
export type RawUpload = { kind: 'ok'; size: number; chunkCount: number; listSha256: string }

const compress = promisify(zstdCompress)
const zeros = Buffer.alloc(chunkSize)
const chunksUnderWay = 4
/** Must keep up with a network of 1 Gbit/s. */
const level = 3

/** Cuts the raw bytes of a whole storage into chunks and stores them. Rejects only when the disk fails. */
export async function receiveRawStream(
  stream: Readable,
  size: number,
  store: BackupStore,
): Promise<RawUpload | Refused> {
  if (size !== store.size) {
    return refused(
      'size-mismatch',
      `The board announces ${size} bytes, but its storage has ${store.size}. Start the backup again.`,
    )
  }
  for (const { offset } of store.chunks.sorted()) await store.drop(offset)
  const received = await receive(stream, store)
  if (received !== size) {
    return refused(
      'truncated',
      `The board has sent ${received} of ${size} bytes. The connection was probably lost; start the backup again.`,
    )
  }
  const chunks = store.chunks.sorted()
  return { kind: 'ok', size, chunkCount: chunks.length, listSha256: chunkListSha256(chunks) }
}

/** Returns how many bytes came; reading stops behind the storage's size, or where the connection broke. */
async function receive(stream: Readable, store: BackupStore): Promise<number> {
  const underWay = new Set<Promise<void>>()
  let [received, failure]: [number, unknown] = [0, null]
  const chunks = cutChunks(untilBroken(stream, store.size), null, (position) => {
    received = position
  })
  for await (const chunk of chunks) {
    if (failure !== null || chunk.offset + chunk.bytes.length > store.size) break
    if (zeros.subarray(0, chunk.bytes.length).equals(chunk.bytes)) continue
    const stored = storeChunk(chunk, store)
      .catch((error: unknown) => {
        failure = error
      })
      .finally(() => underWay.delete(stored))
    underWay.add(stored)
    if (underWay.size >= chunksUnderWay) await Promise.race(underWay)
  }
  await Promise.all(underWay)
  if (failure !== null) throw failure
  return received
}

async function* untilBroken(stream: Readable, size: number): AsyncGenerator<Uint8Array> {
  let received = 0
  try {
    for await (const piece of stream) {
      if (!(piece instanceof Uint8Array)) continue
      received += piece.length
      yield piece
      if (received > size) return
    }
  } catch {
    return // The peer went away: the number of bytes tells, and the caller says so.
  }
}

async function storeChunk({ offset, bytes }: RawChunk, store: BackupStore) {
  const params = { [constants.ZSTD_c_compressionLevel]: level }
  // Without the pledge the frame's header would not say how many bytes it holds.
  const options = { params, pledgedSrcSize: bytes.length }
  const [sha256, frame] = await Promise.all([sha256Hex(bytes), compress(bytes, options)])
  await store.add({ offset, length: bytes.length, sha256 }, frame)
}
