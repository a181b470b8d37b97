import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { discover, mac, piMachineId, piThreeDiscover, pxe, select, setUp } from './test-bench.ts'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

test('a Pi 3 is answered after two seconds and its offer is its lease', () => {
  const bench = setUp({ policy: () => ({ kind: 'netboot' }) })
  bench.receive(piThreeDiscover())
  expect(bench.sent()).toEqual([])
  vi.advanceTimersByTime(1000)
  bench.receive(piThreeDiscover())
  vi.advanceTimersByTime(1000)
  expect(bench.sent()).toHaveLength(1)
  expect(bench.sent()[0]?.packet.options.vendorSpecific).toHaveLength(35)
  expect(bench.server.leases()).toMatchObject([{ state: 'bound' }])
})

test('an address that answers the probe is passed over and left alone', async () => {
  const bench = setUp({ probe: async (address) => address === '10.0.0.10' })
  bench.receive(discover())
  await vi.advanceTimersByTimeAsync(0)
  expect(bench.last()?.yourAddress).toBe('10.0.0.11')
  expect(bench.kinds()).toEqual(['discover', 'address-in-use', 'offered'])
})

test('messages of one client during a probe get one answer, to the newest', async () => {
  let calls = 0
  let finish: (isInUse: boolean) => void = () => undefined
  const bench = setUp({
    probe: () => {
      calls += 1
      return new Promise((resolve) => {
        finish = resolve
      })
    },
    policy: () => ({ kind: 'netboot' }),
  })
  for (let transactionId = 1; transactionId <= 5; transactionId += 1) {
    bench.receive({
      ...discover({ vendorClass: pxe, clientMachineId: piMachineId }),
      transactionId,
    })
  }
  finish(false)
  await vi.advanceTimersByTimeAsync(0)
  expect(calls).toBe(1)
  expect(bench.sent()).toHaveLength(1)
  expect(bench.last()?.transactionId).toBe(5)
  bench.receive({ ...select('10.0.0.10'), transactionId: 5 })
  expect(bench.last()?.options.vendorSpecific).toHaveLength(32)
})

test('a probe that never ends is given up after two seconds and said', async () => {
  const bench = setUp({ probe: () => new Promise(() => undefined) })
  bench.receive(discover())
  await vi.advanceTimersByTimeAsync(2000)
  expect(bench.kinds()).toEqual(['discover', 'failed', 'offered'])
})

test('at most sixteen probes run at once and at most 256 clients wait', async () => {
  let running = 0
  const bench = setUp({
    range: { first: '10.0.0.10', last: '10.0.3.250' },
    netmask: '255.255.0.0',
    probe: () => {
      running += 1
      return new Promise(() => undefined)
    },
  })
  for (let number = 0; number < 300; number += 1) {
    bench.receive({ ...discover(), hardwareAddress: mac(number) })
  }
  expect(running).toBe(16)
  expect(bench.ignored().filter((reason) => reason === 'too-many-at-once')).toHaveLength(44)
  await bench.server.stop()
  expect(vi.getTimerCount()).toBe(0)
})

test('a client that holds its lease is answered without a probe', async () => {
  let calls = 0
  const bench = setUp({
    probe: async () => {
      calls += 1
      return false
    },
  })
  bench.receive(discover())
  await vi.advanceTimersByTimeAsync(0)
  bench.receive(select('10.0.0.10'))
  bench.receive(discover())
  expect(calls).toBe(1)
  expect(bench.last()?.options.messageType).toBe('offer')
})

test.each([
  ['rejects', () => Promise.reject(new Error('no ping'))],
  [
    'throws',
    () => {
      throw new Error('no ping')
    },
  ],
])('a probe that %s is said, and the address is offered', async (_how, probe) => {
  const bench = setUp({ probe })
  bench.receive(discover())
  await vi.advanceTimersByTimeAsync(0)
  expect(bench.events[1]).toEqual({ kind: 'failed', what: 'probe', message: 'Error: no ping' })
  expect(bench.kinds()).toEqual(['discover', 'failed', 'offered'])
})
