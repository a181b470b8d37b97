import { expect, test } from 'vitest'
import { defaultSettings } from '../../contract/settings.ts'
import { type AddressForm, formOf, problemsOf, settingsOf, usualRange } from './address-form.ts'
import { ipv4Number, ipv4Text } from './ipv4.ts'

const good = formOf(defaultSettings)

function problems(change: Partial<AddressForm>) {
  return problemsOf({ ...good, ...change }, 'server')
}

test('the defaults are fine, and come back as they were', () => {
  expect(problems({})).toEqual({})
  expect(settingsOf(good)).toEqual({
    address: '10.20.50.1',
    prefixLength: 24,
    rangeFirst: '10.20.50.100',
    rangeLast: '10.20.50.200',
    leaseSeconds: 3600,
    httpPort: 5000,
  })
})

test.each<[Partial<AddressForm>, object]>([
  [{ address: '10.20.50' }, { address: { code: 'not-an-address' } }],
  [{ address: '10.20.050.1' }, { address: { code: 'not-an-address' } }],
  [{ address: '127.0.0.1' }, { address: { code: 'address-unusable' } }],
  [{ address: '10.20.50.0' }, { address: { code: 'address-is-edge', network: '10.20.50.0/24' } }],
  [{ prefixLength: '31' }, { prefixLength: { code: 'prefix-length' } }],
  [{ rangeFirst: '10.20.50.300' }, { rangeFirst: { code: 'not-an-address' } }],
  [{ rangeFirst: '10.20.50.201' }, { rangeLast: { code: 'range-backwards' } }],
  [
    { rangeLast: '10.20.51.5' },
    { rangeLast: { code: 'range-outside', first: '10.20.50.1', last: '10.20.50.254' } },
  ],
  [{ address: '10.20.50.150' }, { rangeFirst: { code: 'address-in-range' } }],
  [{ leaseMinutes: '1' }, { leaseMinutes: { code: 'lease' } }],
  [{ leaseMinutes: '' }, { leaseMinutes: { code: 'lease' } }],
  [{ httpPort: '22' }, { httpPort: { code: 'http-port' } }],
])('%j is told beside its field', (change, expected) => {
  expect(problems(change)).toEqual(expected)
})

test('a range that is not used is not judged', () => {
  expect(problemsOf({ ...good, rangeFirst: 'none' }, 'proxy')).toEqual({})
})

test('the usual range lies in the network, behind the station', () => {
  expect(usualRange({ ...good, address: '192.168.7.1' })).toEqual({
    rangeFirst: '192.168.7.100',
    rangeLast: '192.168.7.200',
  })
  const small = usualRange({ ...good, address: '10.0.0.9', prefixLength: '29' })
  expect(small).toEqual({ rangeFirst: '10.0.0.12', rangeLast: '10.0.0.14' })
  for (const address of ['10.0.0.1', '10.99.0.7']) {
    const form = { ...good, address, prefixLength: '8' }
    expect(problemsOf({ ...form, ...usualRange(form) }, 'server')).toEqual({})
  }
  expect(usualRange({ ...good, address: 'x' })).toBeNull()
})

test('addresses are numbers and back', () => {
  expect(ipv4Number('255.255.255.255')).toBe(2 ** 32 - 1)
  expect(ipv4Text(ipv4Number('10.20.50.1') ?? 0)).toBe('10.20.50.1')
})
