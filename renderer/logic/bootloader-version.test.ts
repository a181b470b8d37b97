import { expect, test } from 'vitest'
import { bootloaderDate } from './bootloader-version.ts'

test('a version is the second in which the bootloader was built', () => {
  expect(bootloaderDate('1700000000')?.toISOString()).toBe('2023-11-14T22:13:20.000Z')
})

test('anything else tells no date', () => {
  expect(['', '2023-11-14', '12', '17000000000000', 'abc'].map(bootloaderDate)).toEqual([
    null,
    null,
    null,
    null,
    null,
  ])
  expect(bootloaderDate(null)).toBeNull()
})
