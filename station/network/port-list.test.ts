import { expect, test } from 'vitest'
import { defaultSettings } from '../../contract/settings.ts'
import type { NetworkInterface } from '../platform/network-interfaces.ts'
import { describePort } from './describe-port.ts'
import { listNetworkPorts } from './port-list.ts'
import { portRequestOf, uniqueLocalAddressOf } from './port-request.ts'

const port: NetworkInterface = {
  name: 'enp3s0',
  mac: '02:00:00:00:00:01',
  addresses: [{ family: 'ipv4', address: '192.168.1.5', prefixLength: 24 }],
  isUp: true,
  hasLink: true,
  speedMbps: 1000,
  hasDefaultRoute: false,
  isLoopback: false,
  isWireless: false,
  isVirtual: false,
}
const ports: NetworkInterface[] = [
  { ...port, name: 'lo', isLoopback: true },
  { ...port, name: 'wlan0', isWireless: true, hasDefaultRoute: true },
  { ...port, name: 'docker0', isVirtual: true, hasLink: false },
  { ...port, name: 'enx2', isUp: false, hasLink: false, speedMbps: null, addresses: [] },
  port,
]

test('ports that can be served come first, cabled ones with a link before all, and the loopback is none', () => {
  const listed = listNetworkPorts(ports, defaultSettings)
  expect(listed.map(({ name, refusal }) => [name, refusal?.code ?? null])).toEqual([
    ['enp3s0', null],
    ['enx2', null],
    ['docker0', null],
    ['wlan0', 'default-route'],
  ])
  expect(listed.map(describePort)).toEqual([
    'enp3s0 (1000 Mbit/s, link, 192.168.1.5/24)',
    'enx2 (off)',
    'docker0 (1000 Mbit/s, no cable, virtual, 192.168.1.5/24)',
    'wlan0 (1000 Mbit/s, link, leads to the internet, wireless, 192.168.1.5/24)',
  ])
})

test('where the station may not assign its address, a port without it is refused', () => {
  const settings = { ...defaultSettings, assignAddress: false }
  const codes = listNetworkPorts(ports, settings).map(({ name, refusal }) => [name, refusal?.code])
  expect(Object.fromEntries(codes)).toEqual({
    enp3s0: 'no-address',
    enx2: 'down',
    docker0: 'no-address',
    wlan0: 'default-route',
  })
})

const bench = {
  place: {
    kind: 'interface',
    interfaceName: 'enp3s0',
    address: '10.20.50.1',
    httpPort: 5000,
    brokerPath: '',
    moverPath: '',
  },
  prefixLength: 24,
  range: { first: '10.20.50.100', last: '10.20.50.200' },
  reservations: [],
  dhcp: 'server',
  leaseSeconds: 600,
  assignAddress: true,
} as const

test('boards reach the internet through the port that has it, and through none where there is none', () => {
  const wish = { ...bench, internetForBoards: true }
  expect(portRequestOf(wish, 'enp3s0', ports, 'fd00:1::1')).toMatchObject({
    request: { internetThrough: 'wlan0', address6: null },
  })
  expect(portRequestOf(wish, 'enp3s0', [port], 'fd00:1::1')).toMatchObject({
    kind: 'refused',
    code: 'no-internet-port',
  })
})

test('a port that somebody else looks after is not touched, unless something more is wished', () => {
  const wish = { ...bench, assignAddress: false }
  expect(portRequestOf(wish, 'enp3s0', ports, 'fd00:1::1')).toEqual({ kind: 'ok', request: null })
  expect(portRequestOf({ ...wish, ipv6: true }, 'enp3s0', ports, 'fd00:1::1')).toMatchObject({
    request: { address: '10.20.50.1', address6: 'fd00:1::1' },
  })
})

test('the unique local address is the same for the same station, and another one for another', () => {
  const address = uniqueLocalAddressOf('one key')
  expect(address).toMatch(/^fd[0-9a-f]{2}:[0-9a-f]{1,4}:[0-9a-f]{1,4}:1::1$/)
  expect(uniqueLocalAddressOf('one key')).toBe(address)
  expect(uniqueLocalAddressOf('another key')).not.toBe(address)
})
