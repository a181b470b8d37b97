import { expect, test } from 'vitest'
import { timeStamp } from './time-stamp.ts'

test('a stamp tells the same instant wherever it is read', () => {
  const instant = Date.UTC(2026, 4, 20, 12, 3, 9)
  const stamp = timeStamp(instant)
  expect(stamp).toMatch(/^2026-05-\d\d \d\d:\d\d:09 [+-]\d\d:\d\d$/)
  expect(Date.parse(stamp.replace(' ', 'T').replace(' ', ''))).toBe(instant)
})
