import { expect, test } from 'vitest'
import { darkRuns, qrRows } from './qr-code.ts'

test('a code has a finder pattern in three corners and is as wide as it is high', () => {
  const rows = qrRows('BOOTBENCH;job=job-1;serial=10000000a1b2c3d4;image=image-1;result=verified')
  const size = rows.length
  expect(rows.every((row) => row.length === size)).toBe(true)
  const finder = Array.from({ length: 7 }, () => true)
  expect(rows[0]?.slice(0, 7)).toEqual(finder)
  expect(rows[0]?.slice(-7)).toEqual(finder)
  expect(rows.at(-1)?.slice(0, 7)).toEqual(finder)
})

test('dark modules beside each other are one run', () => {
  expect(darkRuns([true, true, false, true, false])).toEqual([
    { column: 0, length: 2 },
    { column: 3, length: 1 },
  ])
})
