import { afterEach, expect, test } from 'vitest'
import { setLanguage } from '../text/translate.ts'
import {
  formatBytes,
  formatDuration,
  formatMemory,
  formatRate,
  formatTimeLeft,
  formatWhen,
  percentOf,
} from './format.ts'

afterEach(() => setLanguage('en'))

test('bytes are told in decimal units with three digits at most', () => {
  expect([0, 80, 1000, 1_500_000, 31_914_983_424, 999_960_000, 2e12].map(formatBytes)).toEqual([
    '0 bytes',
    '80 bytes',
    '1 kB',
    '1.5 MB',
    '31.9 GB',
    '1 GB',
    '2 TB',
  ])
})

test('memory is told as it is sold, though the kernel sees a little less', () => {
  expect(formatMemory(512 * 1024 ** 2)).toBe('512 MB')
  expect(formatMemory(4 * 1024 ** 3)).toBe('4 GB')
  expect(formatMemory(3_978_000_000)).toBe('4 GB')
})

test('rates are bytes a second', () => {
  expect(formatRate(84_200_000)).toBe('84.2 MB/s')
})

test('durations have at most two units', () => {
  expect([400, 12_000, 185_000, 7_800_000, 360_000_000].map(formatDuration)).toEqual([
    '0 s',
    '12 s',
    '3 min 5 s',
    '2 h 10 min',
    '4 d 4 h',
  ])
})

test('time left does not flicker', () => {
  expect([3, 41, 44, 58, 130, 4000].map(formatTimeLeft)).toEqual([
    'under 10 s left',
    '45 s left',
    '45 s left',
    '1 min left',
    '3 min left',
    '1 h 6 min left',
  ])
})

test('a hundred per cent is said only when everything is done', () => {
  expect(percentOf(999_999, 1_000_000)).toBe(99)
  expect(percentOf(1_000_000, 1_000_000)).toBe(100)
  expect(percentOf(0, 0)).toBe(0)
})

test('another day is told with its date', () => {
  const noon = new Date(2026, 4, 20, 12, 0).getTime()
  expect(formatWhen(noon, noon + 60_000)).not.toContain(',')
  expect(formatWhen(noon, noon + 86_400_000)).toContain(',')
})

test('numbers and units are told in the language that is set', () => {
  setLanguage('de')
  expect(formatBytes(31_914_983_424)).toBe('31,9 GB')
  expect(formatBytes(80)).toBe('80 Byte')
  expect(formatTimeLeft(130)).toBe('noch 3 min')
})
