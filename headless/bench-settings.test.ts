import { expect, test } from 'vitest'
import { readBench } from './bench-settings.ts'
import { UsageError } from './command.ts'

test('what the command line does not name is left to the settings', () => {
  expect(readBench({ interface: 'eth1' })).toEqual({
    settings: { interfaceName: 'eth1' },
    reservations: [],
  })
})

test('an address without a range brings .100 to .200 of its own network', () => {
  expect(readBench({ address: '10.9.8.1/24' }).settings).toEqual({
    address: '10.9.8.1',
    prefixLength: 24,
    rangeFirst: '10.9.8.100',
    rangeLast: '10.9.8.200',
  })
})

test('in a network that is smaller than that, boards get what is behind the station', () => {
  expect(readBench({ address: '10.0.0.17/28' }).settings).toMatchObject({
    rangeFirst: '10.0.0.18',
    rangeLast: '10.0.0.30',
  })
})

test.each([
  [{ address: 'nonsense' }, '--address'],
  [{ address: '10.0.0.1/99' }, '--address'],
  [{ range: '10.0.0.1' }, '--range'],
  [{ dhcp: 'maybe' }, '--dhcp'],
  [{ 'http-port': '443' }, '--http-port'],
  [{ 'lease-seconds': '-1' }, '--lease-seconds'],
  [{ reserve: ['x'] }, '--reserve'],
])('%o is refused with a sentence that names %s', (change, name) => {
  const attempt = () => readBench({ interface: 'eth1', ...change })
  expect(attempt).toThrow(UsageError)
  expect(attempt).toThrow(name)
})
