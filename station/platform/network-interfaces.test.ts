import { expect, test } from 'vitest'
import {
  listNetworkInterfaces,
  parseIpAddress,
  parseIpv4DefaultRoutes,
  parseIpv6DefaultRoutes,
} from './network-interfaces.ts'
import type { CommandResult } from './run-command.ts'

// Recorded with iproute2 6.1, shortened to the fields that vary.
const recordedAddresses = JSON.stringify([
  {
    ifname: 'lo',
    flags: ['LOOPBACK', 'UP', 'LOWER_UP'],
    link_type: 'loopback',
    address: '00:00:00:00:00:00',
    addr_info: [{ family: 'inet', local: '127.0.0.1', prefixlen: 8, scope: 'host' }],
  },
  {
    ifname: 'eth0',
    flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'],
    link_type: 'ether',
    address: '02:fc:00:00:00:01',
    addr_info: [
      { family: 'inet', local: '192.0.2.2', prefixlen: 24, scope: 'global' },
      { family: 'inet6', local: 'fd00::2', prefixlen: 64, scope: 'global' },
    ],
  },
  {
    ifname: 'enx00e04c680001',
    flags: ['NO-CARRIER', 'BROADCAST', 'MULTICAST', 'UP'],
    link_type: 'ether',
    address: '00:e0:4c:68:00:01',
    addr_info: [],
  },
  { ifname: 'tun0', flags: ['POINTOPOINT', 'NOARP'], link_type: 'none', addr_info: [{}] },
  {},
])

const recordedRoutes = `Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
eth0	00000000	010200C0	0003	0	0	0	00000000	0	0	0
eth0	000200C0	00000000	0001	0	0	0	00FFFFFF	0	0	0
`

const recordedRoutes6 = `fd000000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 fd000000000000000000000000000001 00000400 00000002 00000000 00000003     eth0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo
`

test('the output of ip is read: flags, hardware address, addresses with prefix', () => {
  const links = parseIpAddress(recordedAddresses)
  expect(links?.map((link) => link.name)).toEqual(['lo', 'eth0', 'enx00e04c680001', 'tun0'])
  expect(links?.[0]).toMatchObject({ isLoopback: true, mac: null })
  expect(links?.[1]).toEqual({
    name: 'eth0',
    mac: '02:fc:00:00:00:01',
    addresses: [
      { family: 'ipv4', address: '192.0.2.2', prefixLength: 24 },
      { family: 'ipv6', address: 'fd00::2', prefixLength: 64 },
    ],
    isUp: true,
    hasLink: true,
    isLoopback: false,
  })
  expect(links?.[2]).toMatchObject({ isUp: true, hasLink: false, addresses: [] })
  expect(links?.[3]).toMatchObject({ isUp: false, mac: null, addresses: [] })
})

test('output that is not a list of interfaces gives null', () => {
  for (const text of ['', 'Object "address" is unknown', '{}', '"eth0"']) {
    expect(parseIpAddress(text)).toBeNull()
  }
  expect(parseIpAddress('[null, 3, {"ifname": 4}]')).toEqual([])
})

test('the interface with the IPv4 default route is found', () => {
  expect(parseIpv4DefaultRoutes(recordedRoutes)).toEqual(['eth0'])
})

test('two half-internet routes of a VPN count as a default route', () => {
  const halves = `Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT
tun0 00000000 00000000 0001 0 0 0 00000080 0 0 0
tun0 00000080 00000000 0001 0 0 0 00000080 0 0 0
`
  expect(new Set(parseIpv4DefaultRoutes(halves))).toEqual(new Set(['tun0']))
})

test('a default route that is down, and no routes at all, are no default route', () => {
  expect(parseIpv4DefaultRoutes('eth1 00000000 010200C0 0002 0 0 0 00000000 0 0 0')).toEqual([])
  expect(parseIpv4DefaultRoutes('')).toEqual([])
})

test('the IPv6 default route is found and the kernel’s reject entry on lo is not one', () => {
  expect(parseIpv6DefaultRoutes(recordedRoutes6)).toEqual(['eth0'])
})

function sources(result: CommandResult, files: Readonly<Record<string, string>>) {
  return { run: async () => result, readText: async (path: string) => files[path] ?? null }
}

test('what ip, /proc and /sys say is put together', async () => {
  const list = await listNetworkInterfaces(
    sources(
      { kind: 'exited', code: 0, stdout: recordedAddresses, stderr: '' },
      {
        '/proc/net/route': recordedRoutes,
        '/sys/class/net/eth0/speed': '1000\n',
        '/sys/class/net/eth0/device/uevent': 'DRIVER=e1000e\n',
        '/sys/class/net/eth0/uevent': 'DEVTYPE=wlan\nINTERFACE=eth0\n',
        '/sys/class/net/tun0/speed': '10000\n',
      },
    ),
  )
  const byName = new Map(list.kind === 'ok' ? list.interfaces.map((one) => [one.name, one]) : [])
  expect(byName.get('eth0')).toMatchObject({
    speedMbps: 1000,
    hasDefaultRoute: true,
    isWireless: true,
    isVirtual: false,
  })
  expect(byName.get('tun0')).toMatchObject({
    speedMbps: null,
    hasDefaultRoute: false,
    isVirtual: true,
  })
})

test('without the ip command the list fails with a sentence that says what to install', async () => {
  const list = await listNetworkInterfaces(sources({ kind: 'not-installed' }, {}))
  expect(list).toMatchObject({ kind: 'failed', message: expect.stringContaining('iproute2') })
})
