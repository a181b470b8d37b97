import { expect, test } from 'vitest'
import { clockTime } from './clock-time.ts'

test('a time of day has hours, minutes, seconds and milliseconds of fixed width', () => {
  expect(clockTime(new Date(2026, 4, 20, 4, 3, 9, 42).getTime())).toBe('04:03:09.042')
})
