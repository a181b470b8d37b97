import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createMemoryLeaseStore } from './memory-lease-store.ts'
import { type DhcpOptions, emptyPacket } from './packet.ts'
import type { LeasingOptions } from './server-options.ts'
import { discover, mac, request, select, setUp } from './test-bench.ts'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

test('a client discovers, requests, and both answers are broadcast to port 68', () => {
  const bench = setUp()
  bench.receive(discover())
  const [offer] = bench.sent()
  expect(offer).toMatchObject({
    address: '255.255.255.255',
    port: 68,
    packet: { yourAddress: '10.0.0.10', options: { messageType: 'offer' } },
  })
  bench.receive(select('10.0.0.10'))
  expect(bench.sent()[1]).toMatchObject({
    address: '255.255.255.255',
    packet: { yourAddress: '10.0.0.10', options: { messageType: 'ack', leaseSeconds: 3600 } },
  })
  expect(bench.kinds()).toEqual(['discover', 'offered', 'acked'])
  expect(bench.server.leases()).toMatchObject([{ address: '10.0.0.10', state: 'bound' }])
})

test('a client the policy ignores hears nothing and holds nothing', () => {
  const bench = setUp({ policy: () => ({ kind: 'ignore' }) })
  bench.receive(discover())
  bench.receive(select('10.0.0.10'))
  expect(bench.sent()).toEqual([])
  expect(bench.ignored()).toEqual(['policy', 'policy'])
  expect(bench.server.leases()).toEqual([])
})

test('a policy that throws costs one answer and is reported', () => {
  const bench = setUp({
    policy: () => {
      throw new Error('no database')
    },
  })
  bench.receive(discover())
  expect(bench.events).toContainEqual({
    kind: 'failed',
    what: 'handler',
    message: 'Error: no database',
  })
})

test('a reply that reaches us shows another server', () => {
  const bench = setUp()
  const options: DhcpOptions = { messageType: 'offer', serverIdentifier: '10.0.0.2' }
  bench.receive({ ...emptyPacket('reply'), hardwareAddress: mac(1), options })
  expect(bench.kinds()).toEqual(['foreign-server'])
})

test('a full pool is answered by silence and an event', () => {
  const bench = setUp({ range: { first: '10.0.0.10', last: '10.0.0.11' } })
  bench.lease(1)
  bench.lease(2)
  const before = bench.sent().length
  bench.receive({ ...discover(), hardwareAddress: mac(3) })
  expect(bench.sent()).toHaveLength(before)
  expect(bench.events.at(-1)).toMatchObject({
    kind: 'pool-full',
    first: '10.0.0.10',
    last: '10.0.0.11',
  })
})

test('a relayed client gets an address of the relay’s subnet, by way of the relay', () => {
  const relayInformation = Uint8Array.of(1, 2, 0, 7)
  const bench = setUp({
    relayedSubnets: [
      {
        netmask: '255.255.255.0',
        range: { first: '10.9.0.20', last: '10.9.0.30' },
        router: '10.9.0.1',
      },
    ],
  })
  bench.receive({ ...discover({ relayInformation }), relayAddress: '10.9.0.1', hops: 1 })
  expect(bench.sent()).toMatchObject([
    {
      address: '10.9.0.1',
      port: 67,
      packet: {
        yourAddress: '10.9.0.20',
        relayAddress: '10.9.0.1',
        options: { relayInformation, routers: ['10.9.0.1'], broadcastAddress: '10.9.0.255' },
      },
    },
  ])
})

test('a relay of a subnet we have no addresses for is not answered', () => {
  const bench = setUp()
  bench.receive({ ...discover(), relayAddress: '172.16.0.1' })
  expect(bench.sent()).toEqual([])
  expect(bench.ignored()).toEqual(['unknown-relay'])
})

test('relay information that does not fit is left out and reported', () => {
  const bench = setUp({ policy: () => ({ kind: 'netboot' }) })
  const relayInformation = new Uint8Array(400)
  bench.receive({ ...discover({ relayInformation }), relayAddress: '10.0.0.254' })
  expect(bench.events).toContainEqual({
    kind: 'options-omitted',
    hardwareAddress: mac(1),
    codes: [82],
  })
  expect(bench.sent()[0]?.bytes.length).toBeLessThanOrEqual(548)
})

test('a lease that cannot be saved is not acknowledged', () => {
  const store = createMemoryLeaseStore()
  const bench = setUp({
    leaseStore: {
      ...store,
      save: () => {
        throw new Error('disk full')
      },
    },
  })
  bench.receive(discover())
  bench.receive(select('10.0.0.10'))
  expect(bench.sent()).toHaveLength(1)
  expect(bench.events.at(-1)).toEqual({
    kind: 'failed',
    what: 'handler',
    message: 'Error: disk full',
  })
})

test('a socket that cannot send is reported, at once or later', async () => {
  for (const send of [
    () => {
      throw new Error('no route')
    },
    () => Promise.reject(new Error('no route')),
  ]) {
    const bench = setUp({}, send)
    bench.receive(discover())
    await vi.advanceTimersByTimeAsync(0)
    expect(bench.events).toContainEqual({
      kind: 'failed',
      what: 'send',
      message: 'Error: no route',
    })
  }
})

test('what is no DHCP message, no Ethernet or no request is not answered', () => {
  const bench = setUp()
  bench.receiveBytes(Uint8Array.of(1, 2, 3))
  bench.receive({ ...discover(), hardwareType: 6 })
  bench.receive({ ...discover(), hardwareAddress: '' })
  bench.receive({ ...discover(), options: {} })
  bench.receive(request({ messageType: 'ack' }))
  expect(bench.sent()).toEqual([])
  expect(bench.kinds()[0]).toBe('bad-packet')
  expect(bench.ignored()).toEqual([
    'not-ethernet',
    'not-ethernet',
    'no-message-type',
    'unexpected-message',
  ])
})

test('nothing is answered before start and after stop', async () => {
  const bench = setUp()
  await bench.server.stop()
  bench.receive(discover())
  expect(bench.events).toEqual([])
  expect(bench.isClosed()).toBe(true)
})

test.each<[string, Partial<LeasingOptions>]>([
  ['are not in the station’s own network', { range: { first: '10.1.0.1', last: '10.1.0.9' } }],
  ['must run upwards', { range: { first: '10.0.0.9', last: '10.0.0.1' } }],
  ['has gaps', { netmask: '255.0.255.0' }],
  ['is no IPv4 address', { serverAddress: 'station' }],
  ['lease time', { leaseSeconds: 0 }],
])('settings that cannot work are refused: %s', (words, options) => {
  expect(() => setUp(options)).toThrow(words)
})
