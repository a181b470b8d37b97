import { expect, test } from 'vitest'
import { groupOfSlot } from './slot-group.ts'

test.each([
  ['A1', 'A'],
  ['A 12', 'A'],
  ['rack-2-07', 'rack-2'],
  ['switch 2/14', 'switch 2'],
  ['hall/switch 2/14', 'hall/switch 2'],
  ['port 1', 'port'],
  ['12', ''],
  ['left', ''],
])('slot "%s" is in group "%s"', (slot, group) => {
  expect(groupOfSlot(slot)).toBe(group)
})

test('a board without a slot is in no group', () => {
  expect(groupOfSlot(null)).toBeNull()
  expect(groupOfSlot(' ')).toBeNull()
})
