import { expect, test } from 'vitest'
import { formatIndex, type ImageIndex, imageId, indexTotals, parseIndex } from './index-format.ts'

const hash = 'ab'.repeat(32)
const index: ImageIndex = {
  size: 4 * 1024 * 1024,
  framesSize: 900,
  extents: [
    { kind: 'data', offset: 0, length: 1048576, frameOffset: 0, frameLength: 500, sha256: hash },
    { kind: 'zero', offset: 1048576, length: 1048576 },
    {
      kind: 'data',
      offset: 2097152,
      length: 4096,
      frameOffset: 500,
      frameLength: 400,
      sha256: hash,
    },
  ],
}
const golden = `bootbench-index 1
size 4194304
chunks 2
zeros 1
frames 900
data 0 1048576 0 500 ${hash}
zero 1048576 1048576
data 2097152 4096 500 400 ${hash}
`

test('an index is written as the specification shows it, and read back the same', () => {
  expect(formatIndex(index)).toBe(golden)
  expect(parseIndex(golden)).toEqual({ kind: 'ok', index })
})

test('the totals count data and zero bytes', () => {
  expect(indexTotals(index)).toEqual({ dataBytes: 1052672, definedBytes: 2101248, chunkCount: 2 })
})

test('the image id does not depend on where and how the frames are stored', () => {
  const elsewhere = structuredClone(index)
  for (const extent of elsewhere.extents) if (extent.kind === 'data') extent.frameOffset += 7
  expect(imageId(elsewhere)).toBe(imageId(index))
  expect(imageId({ ...index, size: index.size + 512 })).not.toBe(imageId(index))
  expect(imageId(index)).toMatch(/^[0-9a-f]{32}$/)
})

test.each([
  ['another version', golden.replace('index 1', 'index 2')],
  ['a last line without its end', golden.slice(0, -1)],
  ['a size that is not whole sectors', golden.replace('size 4194304', 'size 4194305')],
  ['a size of 0', golden.replace('size 4194304', 'size 0')],
  ['a number with a leading zero', golden.replace('frames 900', 'frames 0900')],
  ['a negative number', golden.replace('zero 1048576', 'zero -1048576')],
  ['an exponent', golden.replace('frames 900', 'frames 9e2')],
  ['a wrong number of chunks', golden.replace('chunks 2', 'chunks 3')],
  ['a wrong number of zero runs', golden.replace('zeros 1', 'zeros 0')],
  ['a frame outside the file', golden.replace('500 400', '501 400')],
  ['an overlap', golden.replace('zero 1048576 1048576', 'zero 1048064 1048576')],
  ['an extent outside the image', golden.replace('data 2097152', 'data 4193792')],
  ['a chunk across a multiple of 1 MiB', golden.replace('data 2097152', 'data 3143680')],
  ['an offset within a sector', golden.replace('data 2097152', 'data 2097153')],
  ['an empty frame', golden.replace('500 400', '500 0')],
  ['upper-case hex', golden.replaceAll(hash, hash.toUpperCase())],
  ['two spaces', golden.replace('zero ', 'zero  ')],
  ['a Windows line end', golden.replaceAll('\n', '\r\n')],
  ['nothing', ''],
])('an index with %s is invalid', (_, text) => {
  expect(parseIndex(text).kind).toBe('invalid')
})

test('no mutation of an index makes the reader throw or accept overlapping extents', () => {
  const random = randomNumbers(1)
  for (let round = 0; round < 100_000; round += 1) {
    const bytes = Buffer.from(golden)
    for (let flips = 1 + (round % 3); flips > 0; flips -= 1) {
      bytes[random(bytes.length)] = 10 + random(100)
    }
    const parsed = parseIndex(bytes.toString('latin1'))
    if (parsed.kind === 'ok') expectSorted(parsed.index)
  }
})

function expectSorted({ extents, size }: ImageIndex) {
  let position = 0
  for (const extent of extents) {
    if (extent.offset < position) throw new Error('extents overlap')
    position = extent.offset + extent.length
  }
  if (position > size) throw new Error('an extent lies outside')
}

/** A small generator with a seed, so that a failure can be seen again. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
