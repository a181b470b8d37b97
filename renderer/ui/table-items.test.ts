import { expect, test } from 'vitest'
import { keysBetween, rowAway, rowKeys, tableItems, toggled } from './table-items.ts'

const keyOf = (row: string) => row
const groupOf = (row: string) => row.slice(0, 1)
const grouped = tableItems(['a1', 'b1', 'a2', 'b2'], keyOf, groupOf)

test('rows of a group stand together below its name', () => {
  expect(grouped.map(({ key }) => key)).toEqual(['group:a', 'a1', 'a2', 'group:b', 'b1', 'b2'])
})

test('the keyboard steps over the names of groups', () => {
  expect(rowAway(grouped, 2, 1)).toBe(4)
  expect(rowAway(grouped, 4, -1)).toBe(2)
})

test('the keyboard stops at the first and the last row', () => {
  expect(rowAway(grouped, 1, -1)).toBe(1)
  expect(rowAway(grouped, 1, 100)).toBe(5)
  expect(rowAway(grouped, -1, 1)).toBe(1)
  expect(rowAway([], -1, 1)).toBe(null)
})

test('a range holds both ends, in whichever order they are named', () => {
  expect(keysBetween(grouped, 5, 2)).toEqual(['a2', 'b1', 'b2'])
  expect(keysBetween(grouped, 2, 5)).toEqual(['a2', 'b1', 'b2'])
})

test('choosing a row twice leaves it out again', () => {
  const once = toggled(new Set(['a1']), 'b1')
  expect([...once]).toEqual(['a1', 'b1'])
  expect([...toggled(once, 'a1')]).toEqual(['b1'])
  expect(rowKeys(grouped)).toHaveLength(4)
})
