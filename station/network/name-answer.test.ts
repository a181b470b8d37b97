import { decode, encode, type RecordType } from 'dns-packet'
import { expect, test } from 'vitest'
import { toLabel } from './board-names.ts'
import { answerNames, type NameFacts } from './name-answer.ts'

const facts: NameFacts = {
  boards: [
    { name: 'Küche 7', serial: '10000000abcdef77', ip: '10.20.50.107' },
    { name: null, serial: '10000000abcdef78', ip: null },
  ],
  stationAddress: '10.20.50.1',
  forwards: false,
}

function ask(name: string, type: RecordType = 'A', known: NameFacts = facts) {
  const query = encode({
    type: 'query',
    id: 4711,
    flags: 1 << 8,
    questions: [{ type, name }],
  })
  const result = answerNames(query, known)
  if (result.kind !== 'answer') return result.kind
  const { id, rcode, answers } = decode(Buffer.from(result.bytes)) as ReturnType<typeof decode> & {
    rcode: string
  }
  expect(id).toBe(4711)
  return [rcode, ...(answers ?? []).map((answer) => ('data' in answer ? answer.data : ''))]
}

test.each([
  ['station.bench', ['NOERROR', '10.20.50.1']],
  ['kuche-7.bench', ['NOERROR', '10.20.50.107']],
  ['KUCHE-7.Bench', ['NOERROR', '10.20.50.107']],
  ['kuche-7', ['NOERROR', '10.20.50.107']],
  ['10000000abcdef77.bench', ['NOERROR', '10.20.50.107']],
  ['10000000abcdef78.bench', ['NOERROR']],
  ['nobody.bench', ['NXDOMAIN']],
  ['a.kuche-7.bench', ['NXDOMAIN']],
  ['example.org', ['REFUSED']],
])('the address of %s is %o', (name, answer) => {
  expect(ask(name)).toEqual(answer)
})

test('a board that is known has no IPv6 address here, which is not the same as no such name', () => {
  expect(ask('kuche-7.bench', 'AAAA')).toEqual(['NOERROR'])
})

test('an address has a name, and one that nobody has does not', () => {
  expect(ask('107.50.20.10.in-addr.arpa', 'PTR')).toEqual(['NOERROR', 'kuche-7.bench'])
  expect(ask('1.50.20.10.in-addr.arpa', 'PTR')).toEqual(['NOERROR', 'station.bench'])
  expect(ask('9.50.20.10.in-addr.arpa', 'PTR')).toEqual(['NXDOMAIN'])
})

test('names of the internet are asked on only where boards may reach it, names of the bench never', () => {
  const known = { ...facts, forwards: true }
  expect(ask('example.org', 'A', known)).toBe('forward')
  expect(ask('nobody.bench', 'A', known)).toEqual(['NXDOMAIN'])
})

test('a label is what DNS allows of a name', () => {
  expect(toLabel('  Straße_№5 – Büro!  ')).toBe('strasse-no5-buro')
  expect(toLabel('---')).toBe('')
  expect(toLabel('x'.repeat(80))).toHaveLength(63)
})

test('no bytes make it throw or answer an answer', () => {
  const good = encode({ type: 'query', id: 1, questions: [{ type: 'A', name: 'kuche-7.bench' }] })
  let state = 1
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state % below
  }
  for (let round = 0; round < 20_000; round += 1) {
    const bytes = Buffer.from(good.subarray(0, 1 + random(good.length)))
    for (let change = 0; change <= random(4); change += 1) {
      bytes[random(bytes.length)] = random(256)
    }
    answerNames(bytes, facts)
  }
  expect(answerNames(encode({ type: 'response', id: 1 }), facts)).toEqual({ kind: 'none' })
})

test('a packet that claims thousands of entries is not even read', () => {
  const bytes = Buffer.alloc(65_000)
  bytes.writeUInt16BE(65_535, 4)
  // Names that point to a long name: the codec would follow each of them.
  for (let at = 12; at < 138; at += 2) bytes.writeUInt16BE(0x0161, at)
  for (let at = 143; at + 6 < bytes.length; at += 6) bytes.writeUInt16BE(0xc00c, at)
  const begun = performance.now()
  expect(answerNames(bytes, facts)).toEqual({ kind: 'none' })
  expect(performance.now() - begun).toBeLessThan(500)
})
