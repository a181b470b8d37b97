import { expect, test } from 'vitest'
import type { UsbDevice } from '../platform/linux-usb-devices.ts'
import { describeNodes, kindOf } from './describe-nodes.ts'

function device(changes: Partial<UsbDevice>): UsbDevice {
  return {
    path: '1-1.1',
    vendorId: 0x3171,
    productId: 0x0021,
    serial: '1',
    product: 'ClusterCTRL',
    serialPorts: [{ path: '/dev/ttyACM0', interfaceNumber: 2 }],
    networkInterfaces: [{ name: 'ethpi1', mac: '00:22:82:ff:fe:01', index: 5 }],
    lacksDriver: false,
    ...changes,
  }
}

test('serial port and network interface of one device are one node, in the order of the numbers', () => {
  const nodes = describeNodes([
    device({ path: '1-1.2', serial: '10' }),
    device({ path: '1-1.3', serial: '2' }),
  ])
  expect(nodes.map(({ name }) => name)).toEqual(['p2', 'p10'])
  expect(nodes[0]).toMatchObject({
    kind: 'cluster-ctrl',
    serialPort: '/dev/ttyACM0',
    network: { name: 'ethpi1' },
    isDuplicate: false,
    isWithoutCard: false,
  })
})

test.for([
  [0x3171, 0x0020, 'cluster-ctrl'],
  [0x3171, 0x0025, 'cluster-ctrl'],
  // Hubs and control boards of the same maker.
  [0x3171, 0x0011, null],
  [0x3171, 0x0040, null],
  [0x2e8a, 0x0013, 'raspberry-pi-gadget'],
  [0x2e8a, 0x000a, null],
  [0x0525, 0xa4a7, 'gadget'],
  [0x0525, 0xa4aa, 'gadget'],
  [0x0525, 0xa4a2, 'gadget'],
  [0x0525, 0xa4a5, null],
] as const)('%s:%s is %s', ([vendorId, productId, kind]) => {
  expect(kindOf({ vendorId, productId })).toBe(kind)
})

test('two nodes with one number are both named by number and USB port', () => {
  const nodes = describeNodes([
    device({ path: '1-1.2', serial: '3' }),
    device({ path: '1-1.4', serial: '03' }),
    device({ path: '1-1.5', serial: '4' }),
  ])
  expect(nodes.map(({ name, isDuplicate }) => [name, isDuplicate])).toEqual([
    ['p3 (1-1.2)', true],
    ['p3 (1-1.4)', true],
    ['p4', false],
  ])
})

test.for(['', '0', '253', '1000', '-1', '1e2', 'p3', '３', '10000000deadbeef'])(
  'the serial number "%s" is no number of a node',
  (serial) => {
    const [node] = describeNodes([device({ serial, networkInterfaces: [] })])
    expect(node).toMatchObject({ number: null, name: serial || 'usb-1-1.1' })
  },
)

test('a node whose serial number says nothing is known by the address of its cable', () => {
  const network = { name: 'usb0', mac: '00:22:82:ff:fe:0b', index: 5 }
  expect(describeNodes([device({ serial: '?', networkInterfaces: [network] })])[0]).toMatchObject({
    number: 11,
    name: 'p11',
  })
})

test('a node without a card is told by its product’s name', () => {
  for (const product of ['ClusterCTRL-usbboot', 'ClusterCTRL USB']) {
    expect(describeNodes([device({ product })])[0]?.isWithoutCard).toBe(true)
  }
})

test('other gadgets are named by their serial number, without what would disturb a terminal', () => {
  const [node] = describeNodes([
    device({
      vendorId: 0x2e8a,
      productId: 0x0013,
      serial: `\u001b[31m1000\u202e0000\n${'x'.repeat(200)}`,
      serialPorts: [],
    }),
  ])
  expect(node).toMatchObject({ kind: 'raspberry-pi-gadget', number: null, serialPort: null })
  expect(node?.name).toMatch(/^\[31m10000000x{68}$/)
})

test('10,000 devices that say anything at all are described without an error', () => {
  const words = ['', '3', '252', '999', '\u0000', '\ud800', 'ClusterCTRL', 'a'.repeat(5_000)]
  const devices = Array.from({ length: 10_000 }, (_, index) =>
    device({
      path: `1-${index + 1}`,
      productId: 0x0020 + (index % 6),
      serial: words[index % words.length] ?? '',
      product: words[(index * 3) % words.length] ?? '',
    }),
  )
  expect(describeNodes(devices)).toHaveLength(10_000)
})
