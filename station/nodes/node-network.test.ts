import { expect, test } from 'vitest'
import { networkOf } from './node-network.ts'

function port(name: string, address: string, prefixLength: number) {
  return { name, addresses: [{ family: 'ipv4', address, prefixLength } as const] }
}

const node = '172.19.181.3'

test('an address of another network of this computer is not taken for a node', () => {
  expect(networkOf(node, 'ethpi3', [port('br0', '172.19.181.254', 24)])).toBe('br0')
  expect(networkOf(node, 'ethpi3', [port('eth0', '172.19.181.1', 30)])).toBe('eth0')
})

test('lines to other nodes, the node’s own interface, other networks and wide ones are no reason', () => {
  expect(
    networkOf(node, 'ethpi3', [
      port('ethpi1', '172.19.181.254', 32),
      port('ethpi3', '172.19.181.254', 24),
      port('eth0', '192.168.1.7', 24),
      port('docker0', '172.19.0.1', 16),
      {
        name: 'wlan0',
        addresses: [{ family: 'ipv6', address: 'fd12::1', prefixLength: 64 }],
      },
    ]),
  ).toBeNull()
})
