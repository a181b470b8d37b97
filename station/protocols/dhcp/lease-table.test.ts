import { expect, test } from 'vitest'
import { type Lease, type LeaseClient, LeaseTable, type LeaseTableOptions } from './lease-table.ts'
import { createMemoryLeaseStore } from './memory-lease-store.ts'

test('a client gets the same address again and again', () => {
  const { table } = setUp()
  const first = address(table.offer(client(1)))
  expect(address(table.offer(client(2)))).not.toBe(first)
  expect(address(table.offer(client(1)))).toBe(first)
})

test('a lease that has run out still comes back to its client', () => {
  const { table, wait } = setUp()
  const first = take(table, 1)
  wait(100_000)
  take(table, 2)
  expect(address(table.offer(client(1)))).toBe(first)
})

test('offers that nobody takes up are given to others after a short while', () => {
  const { table, wait } = setUp()
  for (const number of [1, 2, 3, 4]) expect(table.offer(client(number)).kind).toBe('offered')
  expect(table.offer(client(5))).toEqual({ kind: 'full' })
  wait(30)
  expect(table.offer(client(5)).kind).toBe('offered')
})

test('the address that has been free for the longest time is given first', () => {
  const { table, wait } = setUp()
  const addresses = [1, 2, 3, 4].map((number) => {
    wait(1)
    return take(table, number)
  })
  wait(3600)
  expect(address(table.offer(client(9)))).toBe(addresses[0])
})

test('a full pool says so and a client with a lease is still served', () => {
  const { table } = setUp()
  const addresses = [1, 2, 3, 4].map((number) => take(table, number))
  expect(new Set(addresses).size).toBe(4)
  expect(table.offer(client(5))).toEqual({ kind: 'full' })
  expect(address(table.offer(client(3)))).toBe(addresses[2])
})

test('an offer to a client whose lease runs does not shorten that lease', () => {
  const { table } = setUp()
  take(table, 1)
  table.offer(client(1))
  expect(table.find(client(1))).toMatchObject({ state: 'bound', expiresAt: 1_000_000 + 3_600_000 })
})

test('a wish is granted when the address is free and in the range', () => {
  const { table } = setUp()
  expect(address(table.offer(client(1), '10.0.0.13'))).toBe('10.0.0.13')
  expect(address(table.offer(client(2), '10.0.0.13'))).not.toBe('10.0.0.13')
  expect(address(table.offer(client(3), '10.0.0.99'))).not.toBe('10.0.0.99')
})

test('a reserved address goes to its board only, by MAC or by serial number', () => {
  const { table } = setUp({
    reservations: [
      { address: '10.0.0.10', hardwareAddress: '02:00:00:00:00:07' },
      { address: '10.0.0.99', serial: '10000000abcd1234' },
    ],
  })
  const strangers = [1, 2, 3].map((number) => take(table, number))
  expect(strangers).not.toContain('10.0.0.10')
  expect(table.offer(client(4), '10.0.0.10')).toEqual({ kind: 'full' })
  expect(table.bind(client(4), '10.0.0.10', 60)).toEqual({ kind: 'refused', reason: 'taken' })
  expect(address(table.offer(client(7)))).toBe('10.0.0.10')
  expect(address(table.offer({ ...client(8), serialTail: 'abcd1234' }))).toBe('10.0.0.99')
})

test('a board known by its serial number keeps its reserved address under Linux, which tells none', () => {
  const { table } = setUp({ reservations: [{ address: '10.0.0.13', serial: 'abcd1234' }] })
  const bootloader = { ...client(1), serialTail: 'abcd1234' }
  expect(address(table.offer(bootloader))).toBe('10.0.0.13')
  expect(table.bind(bootloader, '10.0.0.13', 60).kind).toBe('bound')
  expect(address(table.offer(client(1)))).toBe('10.0.0.13')
  expect(table.bind(client(1), '10.0.0.13', 60)).toMatchObject({
    kind: 'bound',
    lease: { serialTail: 'abcd1234' },
  })
})

test('a reservation made later moves the board to it', () => {
  const store = createMemoryLeaseStore()
  take(setUp({ store }).table, 1)
  const reservations = [{ address: '10.0.0.12', hardwareAddress: '02:00:00:00:00:01' }]
  const { table } = setUp({ store, reservations })
  expect(take(table, 1)).toBe('10.0.0.12')
  expect(store.load().map((lease) => lease.address)).toEqual(['10.0.0.12'])
})

test('a quarantined address is given to nobody until its time is over', () => {
  const { table, wait } = setUp()
  const first = take(table, 1)
  table.quarantine(first)
  expect(table.bind(client(1), first, 60)).toEqual({ kind: 'refused', reason: 'in-use-elsewhere' })
  const others = [1, 2, 3].map((number) => take(table, number))
  expect(others).not.toContain(first)
  expect(table.offer(client(4))).toEqual({ kind: 'full' })
  wait(600)
  expect(address(table.offer(client(4)))).toBe(first)
})

test('released addresses are free at once and remembered', () => {
  const { table, store } = setUp()
  const first = take(table, 1)
  expect(table.release(client(2), first)).toBe(false)
  expect(table.release(client(1), '10.0.0.99')).toBe(false)
  expect(table.release(client(1), first)).toBe(true)
  expect(store.load()).toMatchObject([{ address: first, state: 'released' }])
  for (const number of [2, 3, 4]) take(table, number)
  expect(take(table, 5)).toBe(first)
})

test('excluded addresses are never given', () => {
  const { table } = setUp({ excluded: ['10.0.0.10', '10.0.0.11', '10.0.0.12'] })
  expect(address(table.offer(client(1)))).toBe('10.0.0.13')
  expect(table.offer(client(2))).toEqual({ kind: 'full' })
  expect(table.bind(client(2), '10.0.0.10', 60)).toEqual({ kind: 'refused', reason: 'not-ours' })
})

test('bound leases survive a restart, offers do not', () => {
  const store = createMemoryLeaseStore()
  const before = setUp({ store })
  const bound = take(before.table, 1)
  before.table.offer(client(2))
  const after = setUp({ store })
  expect(after.table.leases().map((lease) => lease.address)).toEqual([bound])
  expect(address(after.table.offer(client(1)))).toBe(bound)
})

test('records of another range and double records are put aside on a restart', () => {
  const store = createMemoryLeaseStore()
  const record: Lease = {
    clientKey: client(1).key,
    hardwareAddress: client(1).hardwareAddress,
    address: '10.0.0.10',
    state: 'bound',
    expiresAt: 5,
  }
  store.save(record)
  store.save({ ...record, address: '10.0.0.11', expiresAt: 9 })
  store.save({ ...record, clientKey: 'mac:x', address: '192.168.1.1' })
  expect(setUp({ store }).table.leases()).toMatchObject([{ address: '10.0.0.11' }])
})

test('nothing is bound when it cannot be saved', () => {
  const store = createMemoryLeaseStore()
  const { table } = setUp({
    store: {
      ...store,
      save: () => {
        throw new Error('disk full')
      },
    },
  })
  const offered = address(table.offer(client(1)))
  expect(() => table.bind(client(1), offered, 60)).toThrow('disk full')
  expect(table.isBound(client(1))).toBe(false)
})

test('ten thousand strangers leave no more records than there are addresses', () => {
  const { table, store, wait } = setUp()
  for (let number = 0; number < 10_000; number += 1) {
    const result = table.offer(client(number))
    if (result.kind === 'offered') table.bind(client(number), result.lease.address, 1)
    wait(1)
  }
  expect(table.leases().length).toBeLessThanOrEqual(4)
  expect(store.load().length).toBeLessThanOrEqual(4)
})

function setUp(options: Partial<LeaseTableOptions> = {}) {
  let now = 1_000_000
  const store = options.store ?? createMemoryLeaseStore()
  const table = new LeaseTable({
    range: { first: '10.0.0.10', last: '10.0.0.13' },
    clock: () => now,
    ...options,
    store,
  })
  return {
    table,
    store,
    wait(seconds: number) {
      now += seconds * 1000
    },
  }
}

function client(number: number): LeaseClient {
  const hardwareAddress = `02:00:00:00:00:${(number % 256).toString(16).padStart(2, '0')}`
  return { key: `mac:${number}`, hardwareAddress }
}

function address(result: ReturnType<LeaseTable['offer']>): string {
  return result.kind === 'offered' ? result.lease.address : 'full'
}

function take(table: LeaseTable, number: number): string {
  const offered = address(table.offer(client(number)))
  expect(table.bind(client(number), offered, 3600).kind).toBe('bound')
  return offered
}
