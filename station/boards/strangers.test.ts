import { expect, test } from 'vitest'
import { type Board, storageSchema } from '../../contract/board.ts'
import { newBoard } from './merge-sighting.ts'
import { createStrangers } from './strangers.ts'

const minute = 60_000

function fill(count: number, now: number, change: Partial<Board> = {}) {
  const strangers = createStrangers()
  for (let number = 0; number < count; number += 1) {
    strangers.put({ ...newBoard(`stranger ${number}`, now), ...change })
  }
  return strangers
}

test('a bench full of boards that have just been switched on is kept', () => {
  expect(fill(5_000, 0).tooMany(9 * minute)).toEqual([])
})

test('of those that fell silent a thousand are kept, the last heard', () => {
  const strangers = fill(1_200, 0)
  strangers.put({ ...newBoard('stranger 0', 0), lastSeenAt: minute })
  const over = strangers.tooMany(10 * minute)
  expect(over).toHaveLength(200)
  expect(over[0]).toBe('stranger 1')
  for (const id of over) strangers.remove(id)
  expect(strangers.tooMany(60 * minute)).toEqual([])
})

test('made up without end, they are no more than five thousand', () => {
  expect(fill(5_003, 0).tooMany(0)).toEqual(['stranger 0', 'stranger 1', 'stranger 2'])
})

test.each<[string, Partial<Board>]>([
  ['registered', { serial: '10000000abcd1234' }],
  [
    'have a storage',
    { storages: [storageSchema.parse({ path: '/dev/sda', kind: 'usb', sizeBytes: 1 })] },
  ],
  ['have a name', { name: 'left' }],
  ['have a note', { note: 'fan is loud' }],
  ['are in a slot', { slot: 'A1' }],
  ['were approved', { approved: true }],
  ['are to boot their own storage', { netboot: 'local' }],
  ['hang on a USB cable', { link: 'usb' }],
])('boards that %s are no strangers', (_, change) => {
  expect(fill(5_003, 0, change).tooMany(60 * minute)).toEqual([])
})
