import { expect, test } from 'vitest'
import type { Board } from '../../contract/board.ts'
import { createBenchOrder } from './bench-order.ts'
import { boardAt } from './test-data.ts'

function board(id: string, slot: string | null, changes: Partial<Board> = {}): Board {
  return boardAt({ kind: 'ready', since: 1 }, { id, slot, serial: id, ...changes })
}

function mapOf(...boards: readonly Board[]): ReadonlyMap<string, Board> {
  return new Map(boards.map((one) => [one.id, one]))
}

test('boards stand by group, slot and label, those without a slot last', () => {
  const order = createBenchOrder()
  const boards = [board('e', null), board('d', 'B1'), board('c', 'A10'), board('b', 'A2')]
  expect(order(mapOf(...boards, board('a', null)))).toEqual(['b', 'c', 'd', 'a', 'e'])
})

test('the list stays the very same while no board changes its place', () => {
  const order = createBenchOrder()
  const first = order(mapOf(board('a', '1'), board('b', '2')))
  const busy = board('b', '2', { stage: { kind: 'silent', since: 9 } })
  expect(order(mapOf(board('a', '1'), busy))).toBe(first)
})

test('a board that comes, moves, is renamed or goes is put right', () => {
  const order = createBenchOrder()
  order(mapOf(board('a', '1'), board('c', '3')))
  expect(order(mapOf(board('a', '1'), board('c', '3'), board('b', '2')))).toEqual(['a', 'b', 'c'])
  expect(order(mapOf(board('a', '9'), board('c', '3'), board('b', '2')))).toEqual(['b', 'c', 'a'])
  expect(order(mapOf(board('a', '9'), board('b', '2')))).toEqual(['b', 'a'])
  expect(order(mapOf(board('b', '2'), board('x', '1')))).toEqual(['x', 'b'])
})

test('many boards at once and one by one give the same order', () => {
  const boards = Array.from({ length: 300 }, (_, index) =>
    board(`id-${(index * 7919) % 300}`, index % 3 === 0 ? null : `R${index % 7}/${index}`),
  )
  const atOnce = createBenchOrder()(mapOf(...boards))
  const oneByOne = createBenchOrder()
  let last: readonly string[] = []
  for (let count = 1; count <= boards.length; count += 1)
    last = oneByOne(mapOf(...boards.slice(0, count)))
  expect(last).toEqual(atOnce)
})
