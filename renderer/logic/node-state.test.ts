import { expect, test } from 'vitest'
import type { Node } from '../../contract/node.ts'
import { nodeState } from './node-state.ts'

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

test('what is to be looked at comes before what is well', () => {
  expect(nodeState(node)).toBe('found')
  expect(nodeState({ ...node, address: '172.19.181.3' })).toBe('reached')
  const notice = { code: 'node-unconfigured', message: 'Why.' }
  expect(nodeState({ ...node, address: '172.19.181.253', notice })).toBe('attention')
})
