import { expect, test } from 'vitest'
import type { BootDecision, SeenClient } from './boot-policy.ts'
import { discover, mac, piMachineId, pxe, request, select, setUp } from './test-bench.ts'

test('a Raspberry Pi’s REQUEST, which has no option 60, is answered like its DISCOVER', () => {
  const seen: SeenClient[] = []
  const bench = setUp({
    policy: (client) => {
      seen.push(client)
      return { kind: 'netboot' }
    },
  })
  bench.receive(discover({ vendorClass: pxe, clientMachineId: piMachineId }))
  bench.receive(select('10.0.0.10'))
  const [offer, ack] = bench.sent()
  for (const reply of [offer, ack]) {
    expect(reply?.packet.serverAddress).toBe('10.0.0.1')
    expect(reply?.packet.options.vendorSpecific).toHaveLength(32)
  }
  expect(seen).toHaveLength(1)
  expect(seen[0]).toMatchObject({
    identity: { kind: 'raspberry-pi', generation: 4, serialTail: 'ab001234' },
  })
})

test('the decision is not changed between DISCOVER and REQUEST, but asked anew next time', () => {
  let decision: BootDecision = { kind: 'netboot' }
  const bench = setUp({ policy: () => decision })
  bench.receive(discover())
  decision = { kind: 'address-only' }
  bench.receive(select('10.0.0.10'))
  expect(bench.sent()[1]?.packet.serverAddress).toBe('10.0.0.1')
  bench.receive({ ...discover(), transactionId: 8 })
  expect(bench.sent()[2]?.packet.serverAddress).toBe('0.0.0.0')
})

test('a REQUEST for another server is left alone, gives our offer back and shows that server', () => {
  const bench = setUp()
  bench.receive(discover())
  bench.receive(select('10.0.0.99', { serverIdentifier: '10.0.0.2' }))
  expect(bench.sent()).toHaveLength(1)
  expect(bench.ignored()).toEqual(['for-another-server'])
  expect(bench.events).toContainEqual({
    kind: 'foreign-server',
    serverAddress: '10.0.0.2',
    hardwareAddress: mac(1),
  })
  expect(bench.server.leases()).toEqual([])
})

test('selecting an address that was not offered is refused', () => {
  const bench = setUp()
  bench.receive(discover())
  bench.receive(select('10.0.0.12'))
  expect(bench.sent()[1]).toMatchObject({
    address: '255.255.255.255',
    packet: { yourAddress: '0.0.0.0', options: { messageType: 'nak' } },
  })
  expect(bench.kinds()).toContain('nak')
})

test('a client that restarts in the wrong network is refused', () => {
  const bench = setUp()
  bench.receive(request({ requestedAddress: '192.168.1.7' }))
  expect(bench.sent()[0]?.packet.options).toMatchObject({
    messageType: 'nak',
    message: '192.168.1.7 is not in this network',
  })
})

test('a client that restarts with its own address gets it again', () => {
  const bench = setUp()
  bench.lease(1)
  bench.receive(request({ requestedAddress: '10.0.0.10' }))
  expect(bench.last()?.options.messageType).toBe('ack')
})

test('a client that restarts with an address we know nothing of hears nothing', () => {
  const bench = setUp()
  bench.receive(request({ requestedAddress: '10.0.0.11' }))
  expect(bench.sent()).toEqual([])
  expect(bench.ignored()).toEqual(['no-record-of-the-address'])
})

test('a client that asks for somebody else’s address is refused', () => {
  const bench = setUp()
  bench.lease(1)
  bench.receive({ ...request({ requestedAddress: '10.0.0.10' }), hardwareAddress: mac(2) })
  expect(bench.last()?.options.messageType).toBe('nak')
})

test('a renewal is answered to the client’s address and moves the end of the lease', () => {
  const bench = setUp()
  bench.lease(1)
  bench.wait(1800)
  bench.receive({ ...request({}), clientAddress: '10.0.0.10' })
  const reply = bench.sent().at(-1)
  expect(reply).toMatchObject({ address: '10.0.0.10', port: 68 })
  expect(reply?.packet).toMatchObject({ clientAddress: '10.0.0.10', yourAddress: '10.0.0.10' })
  expect(bench.server.leases()[0]?.expiresAt).toBe(1_000_000 + (1800 + 3600) * 1000)
})

test('a renewal of an address that now belongs to another is refused by broadcast', () => {
  const bench = setUp({ range: { first: '10.0.0.10', last: '10.0.0.10' } })
  bench.lease(1)
  bench.wait(3601)
  bench.lease(2)
  bench.receive({ ...request({}), clientAddress: '10.0.0.10' })
  expect(bench.sent().at(-1)).toMatchObject({
    address: '255.255.255.255',
    packet: { options: { messageType: 'nak' } },
  })
})

test('a REQUEST that names no address after an offer means that offer', () => {
  const bench = setUp()
  bench.receive(discover())
  bench.receive(request({}))
  expect(bench.last()).toMatchObject({ yourAddress: '10.0.0.10', options: { messageType: 'ack' } })
})

test('a REQUEST without any address is refused', () => {
  const bench = setUp()
  bench.receive(request({}))
  expect(bench.last()?.options.messageType).toBe('nak')
})

test('a shorter lease is given on wish, a longer one is not', () => {
  const bench = setUp()
  bench.receive(discover({ leaseSeconds: 600 }))
  bench.receive(discover({ leaseSeconds: 4_000_000_000 }))
  bench.receive(discover({ leaseSeconds: 1 }))
  expect(bench.sent().map((one) => one.packet.options.leaseSeconds)).toEqual([600, 3600, 60])
})

test('a declined address is offered to nobody for a while, and strangers cannot decline it', () => {
  const bench = setUp()
  bench.lease(1)
  const decline = request({ messageType: 'decline', requestedAddress: '10.0.0.10' })
  bench.receive({ ...decline, hardwareAddress: mac(2) })
  expect(bench.ignored()).toEqual(['no-record-of-the-address'])
  bench.receive(decline)
  expect(bench.kinds()).toContain('declined')
  bench.receive(discover())
  expect(bench.last()?.yourAddress).toBe('10.0.0.11')
})

test('a released address is free, and nothing is answered', () => {
  const bench = setUp()
  bench.lease(1)
  const before = bench.sent().length
  bench.receive({ ...request({ messageType: 'release' }), clientAddress: '10.0.0.10' })
  expect(bench.sent()).toHaveLength(before)
  expect(bench.kinds()).toContain('released')
  expect(bench.server.leases()).toMatchObject([{ state: 'released' }])
})

test('INFORM is answered to the client, but never outside our network', () => {
  const bench = setUp()
  const inform = request({ messageType: 'inform' })
  bench.receive({ ...inform, clientAddress: '10.0.0.77' })
  expect(bench.sent()[0]).toMatchObject({
    address: '10.0.0.77',
    packet: { yourAddress: '0.0.0.0', options: { messageType: 'ack' } },
  })
  bench.receive({ ...inform, clientAddress: '8.8.8.8' })
  bench.receive(inform)
  expect(bench.sent()).toHaveLength(1)
  expect(bench.ignored()).toEqual(['wrong-subnet', 'wrong-subnet'])
})
