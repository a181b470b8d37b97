import { expect, test } from 'vitest'
import { createBoardIndex } from './board-index.ts'
import { newBoard } from './merge-sighting.ts'

const macs = ['dc:a6:32:00:00:01', 'dc:a6:32:00:00:02', '00:e0:4c:00:00:03'] as const

function boardOf(mac: string, serial: string | null, firstSeenAt = 1) {
  return { ...newBoard(mac, firstSeenAt), serial }
}

test('a board is found by each of its MACs, and by the end of its serial number', () => {
  const index = createBoardIndex()
  const board = boardOf(macs[0], '10000000abcd1234')
  index.put({ ...board, macs: [macs[0], macs[2]] })
  index.put(boardOf(macs[1], '10000000ffffffff'))
  expect(index.withMac(macs[2])).toEqual([board.id])
  for (const tail of ['abcd1234', '10000000abcd1234', '1234']) {
    expect(index.withSerialTail(tail), tail).toEqual([board.id])
  }
  expect(index.withSerialTail('20000000abcd1234')).toEqual([])
  expect(index.withMac('00:00:00:00:00:00')).toEqual([])
})

test('what a board is no longer, it is not found by', () => {
  const index = createBoardIndex()
  const board = boardOf(macs[0], 'abcd1234')
  index.put(board)
  index.put({ ...board, macs: [macs[1]], serial: 'ffff0000' })
  expect(index.withMac(macs[0])).toEqual([])
  expect(index.withSerialTail('abcd1234')).toEqual([])
  expect(index.withSerialTail('ffff0000')).toEqual([board.id])
  index.remove(board.id)
  expect(index.withMac(macs[1])).toEqual([])
})

test('of several boards with one MAC, the first seen comes first', () => {
  const index = createBoardIndex()
  const late = boardOf(macs[0], null, 2)
  const early = { ...boardOf(macs[1], null, 1), macs: [macs[1], macs[0]] }
  index.put(late)
  index.put(early)
  expect(index.withMac(macs[0])).toEqual([early.id, late.id])
})
