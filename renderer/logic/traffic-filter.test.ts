import { expect, test } from 'vitest'
import { everything, filterTraffic } from './traffic-filter.ts'
import { trafficEntry } from './traffic-test-data.ts'

const entries = [
  trafficEntry(1),
  trafficEntry(2, { direction: 'sent', summary: 'OFFER 10.20.50.100' }),
  trafficEntry(3, { protocol: 'tftp', summary: 'RRQ config.txt', peer: '10.20.50.100:49152' }),
  trafficEntry(4, { boardId: 'board-2', summary: 'DISCOVER', peer: 'dc:a6:32:99:99:99' }),
  trafficEntry(5, { boardId: null, protocol: 'spanning-tree', summary: 'BPDU' }),
]
const labelOf = (id: string) => (id === 'board-2' ? 'Gateway' : null)
const idsOf = (changes: Partial<typeof everything>) =>
  filterTraffic(entries, { ...everything, ...changes }, labelOf).map(({ id }) => id)

test('without a filter everything is shown, as it is', () => {
  expect(filterTraffic(entries, everything, labelOf)).toBe(entries)
})

test('protocol, direction and board each leave out the rest', () => {
  expect(idsOf({ protocol: 'tftp' })).toEqual([3])
  expect(idsOf({ direction: 'sent' })).toEqual([2])
  expect(idsOf({ boardId: 'board-1' })).toEqual([1, 2, 3])
  expect(idsOf({ protocol: 'dhcp', direction: 'received', boardId: 'board-1' })).toEqual([1])
})

test('text is looked for in summary, address and board, in any case', () => {
  expect(idsOf({ text: ' CONFIG ' })).toEqual([3])
  expect(idsOf({ text: '99:99' })).toEqual([4])
  expect(idsOf({ text: 'gateway' })).toEqual([4])
})
