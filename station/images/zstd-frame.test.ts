import { randomBytes } from 'node:crypto'
import { constants, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { isFrameOf, ZstdFrameScanner } from './zstd-frame.ts'

const checksummed = { params: { [constants.ZSTD_c_checksumFlag]: 1 } }
const contents = [
  Buffer.alloc(0),
  Buffer.alloc(1),
  Buffer.alloc(300, 7),
  randomBytes(70_000),
  Buffer.alloc(1_048_576, 1),
  randomBytes(1_048_576),
]

test('a frame ends where the next begins, with and without a checksum, in pieces of any size', () => {
  for (const content of contents) {
    for (const options of [{}, checksummed]) {
      const frame = zstdCompressSync(content, options)
      const scanner = new ZstdFrameScanner()
      const following = Buffer.concat([frame, frame])
      let at = 0
      while (!scanner.ended && at < following.length) {
        const piece = following.subarray(at, at + 1 + (at % 5000))
        at += scanner.scan(piece)
      }
      expect([at, scanner.ended, scanner.contentSize]).toEqual([frame.length, true, content.length])
    }
  }
})

test('only one whole frame of the promised size is a frame', () => {
  const content = randomBytes(5000)
  const frame = zstdCompressSync(content)
  expect(isFrameOf(frame, 5000)).toBe(true)
  expect(isFrameOf(frame, 5001)).toBe(false)
  expect(isFrameOf(Buffer.concat([frame, frame]), 5000)).toBe(false)
  expect(isFrameOf(Buffer.concat([frame, Buffer.alloc(1)]), 5000)).toBe(false)
  expect(isFrameOf(content, 5000)).toBe(false)
  for (let length = 0; length < frame.length; length += 1) {
    expect(isFrameOf(frame.subarray(0, length), 5000)).toBe(false)
  }
})

test('a skippable frame is followed but holds nothing', () => {
  const skippable = Buffer.from('502a4d180400000061626364', 'hex')
  const scanner = new ZstdFrameScanner()
  expect(scanner.scan(skippable)).toBe(skippable.length)
  expect([scanner.ended, scanner.skippable]).toEqual([true, true])
  expect(isFrameOf(skippable, 4)).toBe(false)
})

test('random bytes never make the scanner throw or read further than they reach', () => {
  const magic = Buffer.from('28b52ffd', 'hex')
  for (let round = 0; round < 20_000; round += 1) {
    const bytes = Buffer.concat([magic, randomBytes(round % 64)])
    expect(new ZstdFrameScanner().scan(bytes)).toBeLessThanOrEqual(bytes.length)
  }
})
