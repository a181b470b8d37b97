import { gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { recogniseFormat } from './source-format.ts'

const image = Buffer.alloc(512)

test.each([
  ['a.img', image, 'raw'],
  ['a.img', gzipSync(image), 'gzip'],
  ['a.img.xz', Buffer.from('fd377a585a000004', 'hex'), 'xz'],
  ['a.bz2', Buffer.from('425a6839314159265359', 'hex'), 'bzip2'],
  ['a.zst', zstdCompressSync(image), 'zstd'],
  ['a.zst', Buffer.from('502a4d1804000000', 'hex'), 'zstd'],
  ['a.ZIP', Buffer.from('504b030414000000', 'hex'), 'zip'],
  ['a.xz', gzipSync(image), 'gzip'],
])('%s is recognised by its bytes', (name, bytes, format) => {
  expect(recogniseFormat(name, bytes)).toEqual({ kind: 'ok', format })
})

test('a file that is named like a compressed one but is not compressed is a mismatch', () => {
  expect(recogniseFormat('a.img.xz', image)).toEqual({ kind: 'mismatch', expected: 'xz' })
})

test('known strangers are named', () => {
  const page = Buffer.from('<!DOCTYPE html><html>')
  expect(recogniseFormat('a.img.xz', page)).toEqual({ kind: 'unknown', found: 'a web page' })
  expect(recogniseFormat('a.img', Buffer.from('514649fb00000003', 'hex')).kind).toBe('unknown')
})
