import { expect, test } from 'vitest'
import { cardRows } from './card-rows.ts'
import { boardAt } from './test-data.ts'

function rowsFor(slots: readonly (string | null)[], columns: number) {
  const boards = slots.map((slot, index) =>
    boardAt({ kind: 'ready', since: 1 }, { id: `${index}`, slot }),
  )
  const known = new Map(boards.map((board) => [board.id, board]))
  return cardRows([...known.keys()], known, columns).map((row) =>
    row.kind === 'group' ? `${row.group} (${row.count})` : row.ids.join(' '),
  )
}

test('each group begins a new row below its name', () => {
  expect(rowsFor(['A1', 'A2', 'A3', 'B1', null], 2)).toEqual([
    'A (3)',
    '0 1',
    '2',
    'B (1)',
    '3',
    'null (1)',
    '4',
  ])
})

test('a single group needs no name', () => {
  expect(rowsFor(['1', '2', '3'], 2)).toEqual(['0 1', '2'])
})
