import { expect, test } from 'vitest'
import { readBench } from './bench-settings.ts'
import { UsageError } from './command.ts'

const options = {
  interface: 'eth1',
  address: '10.20.50.1/24',
  dhcp: 'server',
  'lease-seconds': '3600',
  'http-port': '5000',
}

const programs = { brokerPath: 'broker', moverPath: 'mover' }

test('without a range, boards get .100 to .200 of the network of the station', () => {
  expect(readBench(options, programs).range).toEqual({
    first: '10.20.50.100',
    last: '10.20.50.200',
  })
})

test('in a network that is smaller than that, boards get what is behind the station', () => {
  expect(readBench({ ...options, address: '10.0.0.17/28' }, programs).range).toEqual({
    first: '10.0.0.18',
    last: '10.0.0.30',
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
  const attempt = () => readBench({ ...options, ...change }, programs)
  expect(attempt).toThrow(UsageError)
  expect(attempt).toThrow(name)
})
