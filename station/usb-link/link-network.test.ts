import { expect, test } from 'vitest'
import { boardAddressOf, parseRoutes, routeInto, stationAddressOf } from './link-network.ts'
import { chooseNetwork, numberPort } from './link-store.ts'

/** /proc/net/route of a computer with a default route, a VPN's half of everything, an office network, Docker and a point to point line. */
const recorded = `Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
eth0	00000000	0100A8C0	0003	0	0	0	00000000	0	0	0
tun0	00000080	00000000	0001	0	0	0	00000080	0	0	0
eth0	0000A8C0	00000000	0001	0	0	0	00FFFFFF	0	0	0
docker0	000013AC	00000000	0001	0	0	0	0000FFFF	0	0	0
usb3	01B613AC	00000000	0005	0	0	0	FFFFFFFF	0	0	0
`

test('the station has the same address on every cable, and each board one of its own', () => {
  expect(stationAddressOf('172.19.182.0')).toBe('172.19.182.254')
  expect(boardAddressOf('172.19.182.0', 7)).toBe('172.19.182.7')
})

test('routes are read from the kernel, without those that lead everywhere', () => {
  expect(parseRoutes(recorded)).toEqual([
    { interfaceName: 'eth0', network: '192.168.0.0', prefixLength: 24 },
    { interfaceName: 'docker0', network: '172.19.0.0', prefixLength: 16 },
    { interfaceName: 'usb3', network: '172.19.182.1', prefixLength: 32 },
  ])
  expect(parseRoutes('nothing that is known\n')).toEqual([])
})

test('a network is taken when a wider, an equal or a narrower route leads into it', () => {
  const routes = parseRoutes(recorded)
  expect(routeInto('172.19.182.0', routes)?.interfaceName).toBe('docker0')
  expect(routeInto('172.19.182.0', routes.slice(2))?.interfaceName).toBe('usb3')
  expect(routeInto('192.168.0.0', routes)?.interfaceName).toBe('eth0')
  expect(routeInto('192.168.182.0', routes)).toBeUndefined()
})

test('the first free network is chosen, and the one in use is kept while it is free', () => {
  const networks = ['172.19.182.0', '10.182.19.0']
  const routes = parseRoutes(recorded)
  const plan = { network: '172.19.182.0', ports: { '1-1': 1 } }
  expect(chooseNetwork(plan, networks, [])).toEqual(plan)
  expect(chooseNetwork(plan, networks, routes)).toEqual({ network: '10.182.19.0', ports: {} })
  expect(chooseNetwork(plan, ['172.19.182.0'], routes)).toBeNull()
})

test('a USB port keeps its number, and 253 ports have one', () => {
  let plan = numberPort({ network: '172.19.182.0', ports: {} }, '1-1.2')
  for (let port = 1; port <= 252; port += 1) plan = plan && numberPort(plan, `2-${port}`)
  expect(plan?.ports['1-1.2']).toBe(1)
  expect(new Set(Object.values(plan?.ports ?? {})).size).toBe(253)
  expect(plan && numberPort(plan, '1-1.2')).toEqual(plan)
  expect(plan && numberPort(plan, '3-1')).toBeNull()
})
