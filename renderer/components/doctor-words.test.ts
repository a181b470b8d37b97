import { afterEach, expect, test } from 'vitest'
import type { Checkup } from '../../contract/doctor.ts'
import { setLanguage } from '../text/translate.ts'
import { checkupTitle, checkupWords, fixLabel } from './doctor-words.ts'

const missing: Checkup = {
  id: 'firmware-start4.elf',
  title: 'Raspberry Pi’s firmware for Pi 4',
  state: 'warning',
  found: 'Missing: start4.elf.',
  next: 'Import the boot folder.',
  fix: null,
}

afterEach(() => setLanguage('en'))

test('in English the station’s own sentences are shown', () => {
  expect(checkupTitle(missing)).toBe(missing.title)
  expect(checkupWords(missing)).toEqual({
    found: { words: 'Missing: start4.elf.', detail: null },
    next: 'Import the boot folder.',
  })
})

test('in another language our words come first, with the station’s sentences below', () => {
  setLanguage('de')
  expect(checkupTitle(missing)).toBe('Firmware von Raspberry Pi für Pi 4, CM4, 400')
  expect(checkupWords(missing)).toEqual({
    found: {
      words: 'Diese Boards brauchen die Startdateien von Raspberry Pi.',
      detail: 'Missing: start4.elf. Import the boot folder.',
    },
    next: null,
  })
  expect(fixLabel({ title: 'Import', plan: [], state: 'available' })).toBe('Beheben…')
})

test('a checkup without words of ours keeps the station’s', () => {
  setLanguage('de')
  const unknown = { ...missing, id: 'brand-new' }
  expect(checkupTitle(unknown)).toBe(missing.title)
  expect(checkupWords(unknown).found).toEqual({
    words: 'Missing: start4.elf. Import the boot folder.',
    detail: null,
  })
})
