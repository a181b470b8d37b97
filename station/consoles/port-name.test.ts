import { expect, test } from 'vitest'
import { nameByPlace, nameOfPort } from './port-name.ts'

const usb = {
  vendorId: 0x3171,
  productId: 0x0021,
  serial: '7',
  product: 'ClusterCTRL',
  path: '1-1.4',
  interfaceNumber: 2,
}

test('a ClusterCTRL node is named by the number that its gadget says', () => {
  expect(nameOfPort({ path: '/dev/ttyACM0', usb })).toEqual({ id: 'p7', name: 'p7' })
  const second = { ...usb, interfaceNumber: 4 }
  expect(nameOfPort({ path: '/dev/ttyACM1', usb: second }).id).toBe('p7a')
})

test.each(['0', '253', '', '-1', '../7', '7\n', '１'])(
  'a gadget with the serial number "%s" is no node: its place names it',
  (serial) => {
    expect(nameOfPort({ path: '/dev/ttyACM0', usb: { ...usb, serial } }).id).toBe('usb-1-1.4-2')
  },
)

test('an adapter is known by its USB port, and called what it says of itself', () => {
  const adapter = { ...usb, vendorId: 0x0403, productId: 0x6001, serial: 'A5\u0007X', product: '' }
  expect(nameOfPort({ path: '/dev/ttyUSB0', usb: adapter })).toEqual({
    id: 'usb-1-1.4-2',
    name: '0403:6001 A5X',
  })
})

test('a port that is not on USB is known by its path', () => {
  expect(nameOfPort({ path: '/dev/ttyAMA0', usb: null })).toEqual({
    id: 'ttyAMA0',
    name: 'ttyAMA0',
  })
})

test('where two nodes say the same number, the second is named by its place', () => {
  expect(nameByPlace({ path: '/dev/ttyACM1', usb })).toEqual({
    id: 'usb-1-1.4-2',
    name: 'usb-1-1.4-2',
  })
})
