import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { parseBlockMap, RangeCheck } from './block-map.ts'

const sum = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

test('a block map of bmaptool 2.0 gives byte ranges, the last one cut at the end of the image', () => {
  const map = parseBlockMap(
    document('<Range chksum="aa"> 0-1 </Range><Range chksum="BB"> 3 </Range>'),
  )
  expect(map).toEqual({
    imageSize: 14848,
    checksumType: 'sha256',
    ranges: [
      { start: 0, end: 8192, checksum: 'aa' },
      { start: 12288, end: 14848, checksum: 'bb' },
    ],
  })
})

test.each([
  ['ranges out of order', document('<Range chksum="a">3</Range><Range chksum="a">1</Range>')],
  ['a range behind the image', document('<Range chksum="a">4-9</Range>')],
  ['a range that is no number', document('<Range chksum="a">x</Range>')],
  ['a range without checksum', document('<Range>1</Range>')],
  [
    'a wrong checksum of its own',
    document('').replace('<BmapFileChecksum>', '<BmapFileChecksum>f'),
  ],
  ['an unknown checksum type', document('').replaceAll('sha256', 'md5')],
  ['a block size of 0', document('').replace('>4096<', '>0<')],
  ['an image size that is no number', document('').replace('>14848<', '>much<')],
  ['no XML', 'size=4'],
  ['nothing', ''],
])('a block map with %s is refused', (_, text) => {
  expect(() => parseBlockMap(text)).toThrow()
})

test('a range whose bytes differ is refused at its end', () => {
  const bytes = Buffer.alloc(8192, 3)
  const checksum = sum(bytes)
  const map = {
    imageSize: 8192,
    checksumType: 'sha256',
    ranges: [{ start: 0, end: 8192, checksum }],
  }
  const good = new RangeCheck(map)
  good.update(0, bytes.subarray(0, 4096))
  good.update(4096, bytes.subarray(4096))
  const bad = new RangeCheck(map)
  bad.update(0, bytes.subarray(0, 4096))
  expect(() => bad.update(4096, Buffer.alloc(4096))).toThrow(
    'are not those that its block map promises',
  )
})

/** A block map of an image of 14848 bytes; its own checksum is right. */
function document(ranges: string): string {
  const zeros = '0'.repeat(64)
  const text = `<?xml version="1.0" ?>
<bmap version="2.0">
  <ImageSize>14848</ImageSize>
  <BlockSize>4096</BlockSize>
  <BlocksCount>4</BlocksCount>
  <MappedBlocksCount>3</MappedBlocksCount>
  <ChecksumType>sha256</ChecksumType>
  <BmapFileChecksum>${zeros}</BmapFileChecksum>
  <BlockMap>${ranges}</BlockMap>
</bmap>
`
  return text.replace(zeros, sum(Buffer.from(text)))
}
