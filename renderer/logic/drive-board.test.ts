import { expect, test } from 'vitest'
import { driveBoard } from './drive-board.ts'
import { boardAt } from './test-data.ts'

const sizeBytes = 32_000_000_000
const storage = { path: 'usb-AB1', kind: 'usb', sizeBytes, name: '', cid: 'AB1', removable: false }
const ready = { kind: 'ready', since: 1 } as const
const drive = boardAt(ready, {
  id: 'drive-1',
  link: 'drive',
  serial: 'ab1',
  storages: [{ ...storage, kind: 'usb' }],
})
const onBench = boardAt(ready, { id: 'board-1', serial: 'ab1' })
const boards = new Map([onBench, drive].map((board) => [board.id, board]))

test('a drive that is refused is still the one whose job waits; a board on the bench never is', () => {
  expect(driveBoard(boards, { boardId: 'drive-1', serial: '', sizeBytes: 0 })).toBe(drive)
  expect(driveBoard(boards, { boardId: null, serial: 'AB1', sizeBytes })).toBe(drive)
  expect(driveBoard(boards, { boardId: null, serial: 'AB1', sizeBytes: 1 })).toBe(null)
  expect(driveBoard(boards, { boardId: null, serial: '', sizeBytes })).toBe(null)
})
