import { expect, test } from 'vitest'
import { countSituations, filterBoards, matchesSearch, sameList } from './bench-filter.ts'
import { boardAt, jobIn, progress } from './test-data.ts'

const idle = boardAt({ kind: 'ready', since: 1 }, { id: 'idle', name: 'North hall' })
const busy = boardAt({ kind: 'ready', since: 1 }, { id: 'busy', name: 'South hall' })
const content = {
  benchBoards: new Map([idle, busy].map((board) => [board.id, board])),
  newestJobs: new Map([['busy', jobIn({ kind: 'running', progress }, { boardId: 'busy' })]]),
}
const order = ['busy', 'idle']

test('without a wish the order itself comes back', () => {
  expect(filterBoards(order, content, { only: null, search: '  ' })).toBe(order)
})

test('boards are found by their situation and by words together', () => {
  expect(filterBoards(order, content, { only: 'working', search: '' })).toEqual(['busy'])
  expect(filterBoards(order, content, { only: null, search: 'hall' })).toEqual(order)
  expect(filterBoards(order, content, { only: 'working', search: 'north' })).toEqual([])
})

test('situations are counted', () => {
  expect([...countSituations(content)]).toEqual([
    ['ready', 1],
    ['working', 1],
  ])
})

test('a search finds boards by any of their numbers and all of its words', () => {
  expect(matchesSearch(idle, 'north dc:a6')).toBe(true)
  expect(matchesSearch(idle, 'A1B2')).toBe(true)
  expect(matchesSearch(idle, 'south')).toBe(false)
})

test('a list that says the same is the same list', () => {
  expect(sameList(order, ['busy', 'idle'])).toBe(order)
  expect(sameList(order, ['idle', 'busy'])).toEqual(['idle', 'busy'])
})
