import { expect, test } from 'vitest'
import { decodeVendorOptions, encodeVendorOptions } from './vendor-options.ts'

test('sub-options survive the wire', () => {
  const options = [
    { code: 6, data: Uint8Array.of(3) },
    { code: 10, data: Uint8Array.of(0, 80, 88, 69) },
  ]
  expect(decodeVendorOptions(encodeVendorOptions(options))).toEqual({ kind: 'ok', options })
})

test('every truncation inside a sub-option is refused', () => {
  const whole = encodeVendorOptions([{ code: 9, data: new Uint8Array(20) }])
  for (let length = 1; length < whole.length - 1; length += 1) {
    expect(decodeVendorOptions(whole.subarray(0, length)).kind).toBe('bad')
  }
})

test('pads are skipped and nothing is read behind the end', () => {
  expect(decodeVendorOptions(Uint8Array.of(0, 6, 1, 8, 255, 9, 200))).toEqual({
    kind: 'ok',
    options: [{ code: 6, data: Uint8Array.of(8) }],
  })
})
