import { expect, test } from 'vitest'
import type { NetworkInterface } from './network-interfaces.ts'
import { checkInterfaceForServing } from './serving-check.ts'

const bench: NetworkInterface = {
  name: 'eth1',
  mac: '00:e0:4c:68:00:01',
  addresses: [{ family: 'ipv4', address: '192.168.77.1', prefixLength: 24 }],
  isUp: true,
  hasLink: true,
  speedMbps: 1000,
  hasDefaultRoute: false,
  isLoopback: false,
  isWireless: false,
  isVirtual: false,
}
const request = { interfaceName: 'eth1', address: '192.168.77.1' }

test('a spare port with the address of the station may be served', () => {
  const check = checkInterfaceForServing([bench], request)
  expect(check).toEqual({ kind: 'ok', networkInterface: bench, warnings: [] })
})

test.for([
  ['no-such-interface', { name: 'eth2' }],
  ['loopback', { isLoopback: true }],
  ['default-route', { hasDefaultRoute: true }],
  ['down', { isUp: false }],
  ['no-address', { addresses: [] }],
] as const)('%s is refused with what, why and what next', ([code, change]) => {
  const check = checkInterfaceForServing([{ ...bench, ...change }], request)
  expect(check).toMatchObject({ kind: 'refused', code })
  if (check.kind !== 'refused') return
  for (const sentence of [check.what, check.why, check.next])
    expect(sentence).toMatch(/^[A-Z].*\.$/)
})

test('a default route is refused even when everything else is wrong too', () => {
  const office = { ...bench, hasDefaultRoute: true, isUp: false, addresses: [] }
  expect(checkInterfaceForServing([office], request)).toMatchObject({ code: 'default-route' })
})

test('the loopback may be served when it is asked for', () => {
  const check = checkInterfaceForServing([{ ...bench, isLoopback: true }], {
    ...request,
    allowLoopback: true,
  })
  expect(check.kind).toBe('ok')
})

test('no cable, a radio, and a twin subnet are warnings, not refusals', () => {
  const found = { ...bench, hasLink: false, isWireless: true }
  const twin: NetworkInterface = {
    ...bench,
    name: 'eth0',
    addresses: [{ family: 'ipv4', address: '192.168.77.200', prefixLength: 16 }],
  }
  const check = checkInterfaceForServing([found, twin], request)
  expect(check.kind === 'ok' && check.warnings.map((warning) => warning.code)).toEqual([
    'no-link',
    'wireless',
    'shared-subnet',
  ])
})

test('a neighbouring subnet is not a twin', () => {
  const other: NetworkInterface = {
    ...bench,
    name: 'eth0',
    addresses: [
      { family: 'ipv4', address: '192.168.78.1', prefixLength: 24 },
      { family: 'ipv6', address: 'fe80::1', prefixLength: 64 },
    ],
  }
  expect(checkInterfaceForServing([bench, other], request)).toMatchObject({ warnings: [] })
})
