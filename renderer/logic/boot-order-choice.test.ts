import { expect, test } from 'vitest'
import { chosenOrder, keepOrder, orderSteps, usualOrders } from './boot-order-choice.ts'

test('a boot order stays as it is, is a usual one, or what was typed', () => {
  expect(chosenOrder(keepOrder)).toBeNull()
  expect(chosenOrder({ id: '0xf21', other: '' })).toBe('0xf21')
  expect(chosenOrder({ id: 'other', other: ' 0xf6 ' })).toBe('0xf6')
})

test('every usual order is understood and says what happens when nothing boots', () => {
  for (const value of usualOrders) {
    expect(orderSteps(value)?.end).toBe('restart')
    expect(orderSteps(value)?.steps).not.toContain('unknown')
  }
  expect(orderSteps('0xf21')?.steps).toEqual(['sd', 'network'])
  expect(orderSteps('0x21')?.end).toBeNull()
  expect(orderSteps('twelve')).toBeNull()
})
