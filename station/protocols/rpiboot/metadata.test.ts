import { expect, test } from 'vitest'
import { type BoardMetadata, noMetadata, withProperty } from './metadata.ts'

function after(...properties: readonly (readonly [string, string])[]): BoardMetadata {
  return properties.reduce(
    (known, [property, value]) => withProperty(known, property, value),
    noMetadata,
  )
}

test('serial number, addresses and revision are taken from what a board tells', () => {
  const told = after(
    ['USER_SERIAL_NUM', '1A2B3C4D'],
    ['MAC_ADDR', 'd8:3a:dd:01:02:03'],
    ['MAC_WIFI_ADDR', 'D83ADD010204'],
    ['MAC_BT_ADDR', 'd8-3a-dd-01-02-05'],
    ['USER_BOARDREV', '0xB03141'],
    ['JTAG_LOCKED', '0'],
  )
  expect(told).toEqual({
    serial: '1a2b3c4d',
    macs: ['d8:3a:dd:01:02:03', 'd8:3a:dd:01:02:04', 'd8:3a:dd:01:02:05'],
    revision: 'b03141',
  })
})

test('an address is known once, and an empty one is none', () => {
  const told = after(['MAC_ADDR', 'd83add010203'], ['MAC_WIFI_ADDR', 'd8:3a:dd:01:02:03'])
  expect(told.macs).toEqual(['d8:3a:dd:01:02:03'])
  expect(after(['MAC_BT_ADDR', '000000000000'])).toEqual(noMetadata)
})

test.each([
  ['USER_SERIAL_NUM', '<script>'],
  ['USER_SERIAL_NUM', '123'],
  ['USER_SERIAL_NUM', '0'.repeat(17)],
  ['MAC_ADDR', 'd8:3a:dd:01:02'],
  ['USER_BOARDREV', 'b03141b03141'],
])('%s with the value %j tells nothing', (property, value) => {
  expect(after([property, value])).toEqual(noMetadata)
})
