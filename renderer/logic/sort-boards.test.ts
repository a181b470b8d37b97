import { expect, test } from 'vitest'
import { matchesSearch, sortBoards } from './sort-boards.ts'
import { boardAt } from './test-data.ts'

test('boards stand in the order of their slots, those without one last', () => {
  const stage = { kind: 'ready', since: 1 } as const
  const boards = ['10', null, '2'].map((slot, index) => boardAt(stage, { slot, id: `${index}` }))
  expect(sortBoards(boards).map(({ slot }) => slot)).toEqual(['2', '10', null])
})

test('a search finds boards by any of their numbers and all of its words', () => {
  const board = boardAt({ kind: 'ready', since: 1 }, { name: 'North hall' })
  expect(matchesSearch(board, 'north dc:a6')).toBe(true)
  expect(matchesSearch(board, 'A1B2')).toBe(true)
  expect(matchesSearch(board, 'south')).toBe(false)
  expect(matchesSearch(board, '')).toBe(true)
})
