import { expect, test } from 'vitest'
import { afterTraffic, previousOfBoard } from './traffic-log.ts'
import { trafficEntry } from './traffic-test-data.ts'

test('entries are added at the end, and the oldest leave when there are too many', () => {
  const first = afterTraffic([], {
    kind: 'remembered',
    entries: [trafficEntry(1), trafficEntry(2)],
  })
  const next = afterTraffic(first, { kind: 'added', entries: [trafficEntry(3)] }, 2)
  expect(next.map(({ id }) => id)).toEqual([2, 3])
})

test('a stream that begins again replaces what was there', () => {
  const old = [trafficEntry(70)]
  expect(
    afterTraffic(old, { kind: 'remembered', entries: [trafficEntry(1)] }).map(({ id }) => id),
  ).toEqual([1])
})

test('the entry before one is of the same board', () => {
  const entries = [
    trafficEntry(1),
    trafficEntry(2, { boardId: 'board-2' }),
    trafficEntry(3),
    trafficEntry(4, { boardId: null }),
  ]
  const before = (id: number) => {
    const entry = entries.find((one) => one.id === id)
    return entry ? previousOfBoard(entries, entry)?.id : undefined
  }
  expect([before(1), before(2), before(3), before(4)]).toEqual([undefined, undefined, 1, undefined])
})
