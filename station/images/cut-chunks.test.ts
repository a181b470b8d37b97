import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { cutChunks } from './cut-chunks.ts'

const mebibyte = 1024 * 1024
const bytes = randomBytes(3 * mebibyte + 1536)

test('without a block map all bytes are cut at multiples of 1 MiB, whatever the pieces', async () => {
  for (const pieceSize of [1000, 65536, mebibyte, 5 * mebibyte]) {
    const chunks = await cut(pieceSize, null)
    expect(chunks.map((chunk) => chunk.offset)).toEqual([0, mebibyte, 2 * mebibyte, 3 * mebibyte])
    expect(Buffer.concat(chunks.map((chunk) => chunk.bytes)).equals(bytes)).toBe(true)
  }
})

test('with a block map only its ranges are cut, and no chunk crosses the end of a range', async () => {
  const ranges = [
    { start: 4096, end: 8192 },
    { start: 8192, end: mebibyte + 4096 },
    { start: 3 * mebibyte, end: bytes.length },
  ]
  for (const pieceSize of [777, mebibyte]) {
    const chunks = await cut(pieceSize, ranges)
    expect(chunks.map((chunk) => [chunk.offset, chunk.bytes.length])).toEqual([
      [4096, 4096],
      [8192, mebibyte - 8192],
      [mebibyte, 4096],
      [3 * mebibyte, 1536],
    ])
    for (const chunk of chunks) {
      expect(
        bytes.subarray(chunk.offset, chunk.offset + chunk.bytes.length).equals(chunk.bytes),
      ).toBe(true)
    }
  }
})

async function cut(pieceSize: number, ranges: { start: number; end: number }[] | null) {
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceSize) yield bytes.subarray(at, at + pieceSize)
  }
  const map = ranges && {
    imageSize: bytes.length,
    checksumType: 'sha256',
    ranges: ranges.map((range) => ({ ...range, checksum: '' })),
  }
  let position = 0
  const chunks = []
  for await (const chunk of cutChunks(pieces(), map, (at) => {
    position = at
  })) {
    chunks.push({ offset: chunk.offset, bytes: Buffer.from(chunk.bytes) })
  }
  expect(position).toBe(bytes.length)
  return chunks
}
