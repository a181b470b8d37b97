import { expect, test } from 'vitest'
import { lastName, pairWithBmaps, readChecksum, readImageUrl } from './image-files.ts'

test('a bmap belongs to the image of the same name, however that is packed', () => {
  const files = [
    '/a/one.img.xz',
    '/a/one.bmap',
    'C:\\b\\Two.wic',
    'C:\\b\\two.wic.bmap',
    'odd.bmap',
  ]
  expect(pairWithBmaps(files, (file) => file)).toEqual({
    images: [
      { image: '/a/one.img.xz', bmap: '/a/one.bmap' },
      { image: 'C:\\b\\Two.wic', bmap: 'C:\\b\\two.wic.bmap' },
    ],
    lonelyBmaps: ['odd.bmap'],
  })
})

test('an image without a bmap is an image all the same', () => {
  expect(pairWithBmaps(['card.img'], (file) => file)).toEqual({
    images: [{ image: 'card.img', bmap: null }],
    lonelyBmaps: [],
  })
})

test('the last part of a path is its name', () => {
  expect(['/a/b.img', 'C:\\a\\b.img', 'b.img', '/'].map(lastName)).toEqual([
    'b.img',
    'b.img',
    'b.img',
    '/',
  ])
})

const sum = 'ab'.repeat(32)

test.each([sum, ` ${sum.toUpperCase()}\n`, `${sum}  card.img.xz`, `${sum} *card.img.xz`])(
  'a checksum is read from %j',
  (text) => {
    expect(readChecksum(text)).toBe(sum)
  },
)

test.each(['', 'ab', `${sum}0`, `x${sum}`])('%j is no checksum', (text) => {
  expect(readChecksum(text)).toBeNull()
})

test('only addresses of the web are taken', () => {
  expect(readImageUrl(' https://example.org/card.img.xz ')).toBe('https://example.org/card.img.xz')
  for (const text of ['', 'example.org/card.img', 'ftp://example.org/card.img', 'file:///etc'])
    expect(readImageUrl(text)).toBeNull()
})
