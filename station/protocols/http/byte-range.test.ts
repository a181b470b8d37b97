import { expect, test } from 'vitest'
import { readByteRange } from './byte-range.ts'

test.each([
  [undefined, { kind: 'whole' }],
  ['bytes=0-0', { kind: 'part', start: 0, end: 1 }],
  ['bytes=10-', { kind: 'part', start: 10, end: 100 }],
  ['bytes=10-999', { kind: 'part', start: 10, end: 100 }],
  ['bytes=-5', { kind: 'part', start: 95, end: 100 }],
  ['bytes=-500', { kind: 'part', start: 0, end: 100 }],
  ['bytes=100-', { kind: 'unsatisfiable' }],
  ['bytes=9-8', { kind: 'unsatisfiable' }],
  ['bytes=-0', { kind: 'unsatisfiable' }],
  ['bytes=0-1,5-6', { kind: 'whole' }],
  ['bytes=-', { kind: 'whole' }],
  ['bytes=99999999999999999999-', { kind: 'whole' }],
  ['lines=1-2', { kind: 'whole' }],
] as const)('the range header %s of a file of 100 bytes is read as %o', (header, expected) => {
  expect(readByteRange(header, 100)).toEqual(expected)
})
