import { expect, test } from 'vitest'
import type { TrafficEvent } from '../../contract/traffic.ts'
import { createTrafficRecorder, type RecorderOptions } from './recorder.ts'
import type { Clue, Observation } from './traffic-record.ts'

const boardMac = 'dc:a6:32:00:00:01'

function seen(clue: Clue, summary = 'DISCOVER', bytes = 300): Observation {
  return {
    protocol: clue.kind === 'mac' ? 'dhcp' : 'tftp',
    direction: 'received',
    peer: '10.0.0.1:68',
    clue,
    summary,
    lengthBytes: bytes,
    topic: { message: clue.kind === 'mac' ? 'discover' : 'file-end', about: '' },
    capture: {
      kind: 'datagram',
      local: { address: '10.0.0.254', port: 67 },
      remote: { address: '10.0.0.1', port: 68 },
      bytes: new Uint8Array(bytes),
      rebuilt: false,
    },
  }
}

function fresh(options: Partial<RecorderOptions> = {}) {
  const time = { now: 1_000_000 }
  const known = new Map<string, string>([['10.0.0.1', 'one']])
  const recorder = createTrafficRecorder({
    clock: () => time.now,
    findBoard: (clue) => {
      if (clue.kind === 'mac') return known.get(clue.mac) ?? null
      return clue.kind === 'ip' ? (known.get(clue.address) ?? null) : null
    },
    ...options,
  })
  const summaries = (boardId: string | null) =>
    recorder.remembered(boardId).map(({ entry }) => entry.summary)
  return { recorder, time, known, summaries }
}

test('the packet by which a board becomes known belongs to that board', async () => {
  const { recorder, known, summaries } = fresh()
  recorder.record(seen({ kind: 'mac', mac: boardMac }))
  known.set(boardMac, 'new')
  await Promise.resolve()
  expect(summaries('new')).toEqual(['DISCOVER'])
})

test('ids grow by one, in the order of arrival', () => {
  const { recorder, summaries } = fresh()
  for (const name of ['a', 'b', 'c']) recorder.record(seen({ kind: 'none' }, name))
  expect(summaries(null)).toEqual(['a', 'b', 'c'])
  expect(recorder.remembered(null).map(({ entry }) => entry.id)).toEqual([1, 2, 3])
})

test('a flood of one board pushes out its own old packets, not those of others', () => {
  const { recorder, known, summaries } = fresh({
    memory: { entries: 1_000, bytes: 100_000_000 },
    ratePerBoard: { burst: 100_000, perSecond: 0 },
  })
  known.set('10.0.0.2', 'flood')
  for (let number = 0; number < 10; number += 1)
    recorder.record(seen({ kind: 'ip', address: '10.0.0.1' }, `quiet ${number}`))
  for (let number = 0; number < 20_000; number += 1)
    recorder.record(seen({ kind: 'ip', address: '10.0.0.2' }, `loud ${number}`))
  expect(summaries('one')).toHaveLength(10)
  expect(recorder.remembered(null).length).toBeLessThanOrEqual(1_000)
  expect(summaries('flood').at(-1)).toBe('loud 19999')
})

test('made-up hardware addresses share one place, however many they are', () => {
  const { recorder, known, summaries } = fresh({
    memory: { entries: 500, bytes: 100_000_000 },
    rateOfStrangers: { burst: 100_000, perSecond: 0 },
  })
  for (let number = 0; number < 50; number += 1)
    recorder.record(seen({ kind: 'ip', address: '10.0.0.1' }))
  for (let number = 0; number < 5_000; number += 1) {
    known.set(`made up ${number}`, `board ${number}`)
    recorder.record(seen({ kind: 'mac', mac: `made up ${number}` }))
  }
  expect(summaries('one')).toHaveLength(50)
})

test('memory is bounded by bytes too', () => {
  const { recorder } = fresh({
    memory: { entries: 1_000_000, bytes: 1_000_000 },
    rateOfStrangers: { burst: 100_000, perSecond: 0 },
  })
  for (let number = 0; number < 5_000; number += 1)
    recorder.record(seen({ kind: 'none' }, 'x', 1_500))
  expect(recorder.remembered(null).length).toBeLessThan(600)
  expect(recorder.remembered(null).length).toBeGreaterThan(350)
})

test('what a board sends beyond its rate is counted and told with the next packet', () => {
  const { recorder, time, summaries } = fresh({ ratePerBoard: { burst: 2, perSecond: 1 } })
  const one: Clue = { kind: 'ip', address: '10.0.0.1' }
  for (const name of ['a', 'b', 'c', 'd']) recorder.record(seen(one, name))
  time.now += 1_000
  recorder.record(seen(one, 'e'))
  expect(summaries('one')).toEqual(['a', 'b', 'e (2 before it not recorded)'])
})

test('who watches gets what is remembered, then groups, of one board only when asked so', async () => {
  const { recorder } = fresh()
  const stop = new AbortController()
  recorder.record(seen({ kind: 'ip', address: '10.0.0.1' }, 'first'))
  const stream = recorder.follow('one', stop.signal)
  const told: TrafficEvent[] = []
  told.push((await stream.next()).value as TrafficEvent)
  recorder.record(seen({ kind: 'none' }, 'of nobody'))
  recorder.record(seen({ kind: 'ip', address: '10.0.0.1' }, 'second'))
  recorder.record(seen({ kind: 'ip', address: '10.0.0.1' }, 'third'))
  told.push((await stream.next()).value as TrafficEvent)
  stop.abort()
  expect((await stream.next()).done).toBe(true)
  expect(told.map(({ kind, entries }) => [kind, entries.map(({ summary }) => summary)])).toEqual([
    ['remembered', ['first']],
    ['added', ['second', 'third']],
  ])
})

test('what is beyond the rate is not even looked at, and names from the network are made printable', () => {
  const { recorder, summaries } = fresh({ rateOfStrangers: { burst: 1, perSecond: 0 } })
  let looked = 0
  for (let number = 0; number < 10; number += 1) {
    recorder.recordLazily({ kind: 'none' }, () => {
      looked += 1
      return seen({ kind: 'none' }, `RRQ \u0007bell\nline${'x'.repeat(1_000)}`)
    })
  }
  expect(looked).toBe(1)
  expect(summaries(null)).toEqual([`RRQ ?bell?line${'x'.repeat(286)}`])
})
