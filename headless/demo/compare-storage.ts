import { type FileHandle, open } from 'node:fs/promises'
import type { Readable } from 'node:stream'

/** What came of comparing a storage with what should be on it. */
export type Comparison =
  | { readonly kind: 'equal'; readonly bytes: number }
  | { readonly kind: 'different'; readonly offset: number }

/** Compares the start of a storage file with all bytes of `expected`. */
export async function compareStorage(storageFile: string, expected: Readable): Promise<Comparison> {
  const handle = await open(storageFile, 'r')
  try {
    let offset = 0
    for await (const piece of expected as AsyncIterable<Buffer>) {
      const found = await readExactly(handle, offset, piece.length)
      if (!found.equals(piece))
        return { kind: 'different', offset: offset + firstDifference(found, piece) }
      offset += piece.length
    }
    return { kind: 'equal', bytes: offset }
  } finally {
    await handle.close()
  }
}

async function readExactly(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset)
  return buffer.subarray(0, bytesRead)
}

function firstDifference(left: Buffer, right: Buffer): number {
  const length = Math.min(left.length, right.length)
  for (let index = 0; index < length; index += 1) if (left[index] !== right[index]) return index
  return length
}
