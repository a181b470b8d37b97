import { expect, test } from 'vitest'
import type { Node } from './node.ts'
import { nodePlan } from './node-plan.ts'

const node: Node = {
  usbPath: '1-1.3',
  kind: 'cluster-ctrl',
  name: 'p3',
  serial: '3',
  serialPort: '/dev/ttyACM2',
  consoleId: 'p3',
  networkInterface: 'ethpi3',
  address: null,
  notice: null,
}

test('the plan names the interface, both ends, and the commands that do and undo it', () => {
  expect(nodePlan([node])).toEqual([
    {
      usbPath: '1-1.3',
      name: 'p3',
      place: 'ethpi3',
      station: '172.19.181.254',
      node: '172.19.181.3',
      command: 'sudo ip address add 172.19.181.254 peer 172.19.181.3 dev ethpi3',
      undo: 'sudo ip address delete 172.19.181.254 peer 172.19.181.3 dev ethpi3',
    },
  ])
})

test('nodes without a number of their own or without a network are not in the plan', () => {
  expect(
    nodePlan([
      { ...node, name: 'p3 (1-1.3)' },
      { ...node, networkInterface: null },
      { ...node, kind: 'raspberry-pi-gadget', name: '10000000deadbeef' },
      { ...node, kind: 'gadget', name: 'p3' },
    ]),
  ).toEqual([])
})
