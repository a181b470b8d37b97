import { afterEach, expect, test } from 'vitest'
import { type Stuck, stuckCodeSchema } from '../../contract/stuck.ts'
import { setLanguage } from '../text/translate.ts'
import { stuckWords } from './stuck-words.ts'

const everyFact = {
  server: '192.168.1.1',
  address: '10.20.50.100',
  fileName: 'start4.elf',
  bytes: '1200000',
  size: '2300000',
  version: '<2020-03-04',
  minimum: '2020-04-16',
  bootOrder: '0xf461',
  forwardDelaySeconds: '15',
}

function stuck(code: Stuck['code'], facts: Stuck['facts']): Stuck {
  return { code, since: 0, facts, evidence: [] }
}

afterEach(() => setLanguage('en'))

test.each(['en', 'de'] as const)(
  'every code has four sentences in %s, with no value left out',
  (language) => {
    setLanguage(language)
    for (const code of stuckCodeSchema.options) {
      for (const words of Object.values(stuckWords(stuck(code, everyFact)))) {
        expect(words.length, code).toBeGreaterThan(20)
        expect(words, code).not.toMatch(/\{\{|\?|undefined|stuck\./)
      }
    }
  },
)

test('values are told as a person would', () => {
  expect(stuckWords(stuck('transfer-stopped', everyFact)).seen).toContain(
    '1.2 MB of 2.3 MB of start4.elf',
  )
  expect(stuckWords(stuck('bootloader-too-old', everyFact)).seen).toBe(
    'The board’s bootloader was built before March 4, 2020. What is needed here works in bootloaders since April 16, 2020.',
  )
})

test('what the station could not learn leaves the sentence whole', () => {
  expect(stuckWords(stuck('bootloader-too-old', {})).seen).toContain('on a day that is not known')
  expect(stuckWords(stuck('file-missing', {})).seen).toContain('asked for ?.')
})
