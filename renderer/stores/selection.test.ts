import { beforeEach, expect, test } from 'vitest'
import {
  clearSelection,
  dropGone,
  selectOnly,
  selectRange,
  toggleSelected,
  useSelection,
} from './selection.ts'

const shown = ['a', 'b', 'c', 'd', 'e']

function chosen(): string {
  return [...useSelection.getState().ids].sort().join('')
}

beforeEach(clearSelection)

test('a board that is chosen twice is not chosen', () => {
  toggleSelected('a')
  toggleSelected('b')
  toggleSelected('a')
  expect(chosen()).toBe('b')
})

test('a range goes from the last chosen board to this one, in either direction', () => {
  toggleSelected('b')
  selectRange('d', shown)
  expect(chosen()).toBe('bcd')
  selectRange('a', shown)
  expect(chosen()).toBe('abcd')
})

test('a range from a board that is not shown any more is only the board itself', () => {
  toggleSelected('gone')
  selectRange('c', shown)
  expect(chosen()).toBe('cgone')
})

test('a board that is gone is not chosen any more', () => {
  selectOnly(shown)
  dropGone((id) => id !== 'c')
  expect(chosen()).toBe('abde')
})
