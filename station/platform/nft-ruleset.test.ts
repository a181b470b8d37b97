import { expect, test } from 'vitest'
import { dropsFrom, letsDhcpIn, parseBaseChains } from './nft-ruleset.ts'

/** One chain as `nft -j list ruleset` of nftables 1.0 prints it. */
function ruleset(policy: string, ...rules: object[][]): string {
  const place = { family: 'inet', table: 'filter' }
  return JSON.stringify({
    nftables: [
      { metainfo: { version: '1.0.6', json_schema_version: 1 } },
      { table: { family: 'inet', name: 'filter', handle: 1 } },
      {
        chain: {
          ...place,
          name: 'input',
          handle: 1,
          type: 'filter',
          hook: 'input',
          prio: 0,
          policy,
        },
      },
      { chain: { ...place, name: 'helper', handle: 2 } },
      ...rules.map((expr) => ({ rule: { ...place, chain: 'input', handle: 3, expr } })),
    ],
  })
}

const on = (name: string) => ({
  match: { op: '==', left: { meta: { key: 'iifname' } }, right: name },
})
const established = {
  match: { op: 'in', left: { ct: { key: 'state' } }, right: ['established', 'related'] },
}

test.each([
  ['an open chain', ruleset('accept'), false],
  ['a closed chain', ruleset('drop'), true],
  ['one that lets answers in', ruleset('drop', [established, { accept: null }]), true],
  [
    'one that accepts the port',
    ruleset('drop', [on('st0'), { counter: {} }, { accept: null }]),
    false,
  ],
  ['one that accepts another port', ruleset('drop', [on('eth0'), { accept: null }]), true],
  ['one that accepts ports of that name', ruleset('drop', [on('st*'), { accept: null }]), false],
  [
    'one that rejects at its end',
    ruleset('accept', [established, { accept: null }], [{ reject: null }]),
    true,
  ],
  [
    'one that accepts first',
    ruleset('accept', [on('st0'), { accept: null }], [{ drop: null }]),
    false,
  ],
])('%s', (_, text, drops) => {
  const chains = parseBaseChains(text) ?? []
  expect(chains.map((chain) => chain.name)).toEqual(['input'])
  expect(chains.some((chain) => dropsFrom(chain, 'st0'))).toBe(drops)
})

test('what is no ruleset is none', () => {
  expect(parseBaseChains('Operation not permitted')).toBeNull()
  expect(parseBaseChains('{}')).toBeNull()
})

const port = (right: unknown) => ({
  match: { op: '==', left: { payload: { protocol: 'udp', field: 'dport' } }, right },
})

test.each([
  ['the port alone', [[port(67), { accept: null }]], true],
  ['a set', [[on('st0'), port({ set: [53, 67, 69] }), { accept: null }]], true],
  ['a range', [[port({ range: [60, 70] }), { counter: {} }, { accept: null }]], true],
  ['another port', [[port(68), { accept: null }]], false],
  ['another interface', [[on('eth0'), port(67), { accept: null }]], false],
  ['a rule behind one that drops', [[{ drop: null }], [port(67), { accept: null }]], false],
])('DHCP that is let in by %s', (_, rules, isLetIn) => {
  const [chain] = parseBaseChains(ruleset('drop', ...(rules as object[][]))) ?? []
  expect(chain && letsDhcpIn(chain, 'st0')).toBe(isLetIn)
})
