import { afterEach, expect, test } from 'vitest'
import { stationSentence, stationWords } from './station-words.ts'
import { setLanguage } from './translate.ts'

afterEach(() => setLanguage('en'))

test('in English the station speaks for itself', () => {
  expect(stationWords('truncated', 'a.img ends after 3 bytes.')).toEqual({
    words: 'a.img ends after 3 bytes.',
    detail: null,
  })
})

test('in another language our words come first and the station’s sentence follows', () => {
  setLanguage('de')
  const { words, detail } = stationWords('truncated', 'a.img ends after 3 bytes.')
  expect(words).toContain('hört zu früh auf')
  expect(detail).toBe('a.img ends after 3 bytes.')
  expect(stationSentence('truncated', 'It ends.')).toMatch(/\(It ends\.\)$/)
})

test('a code without words leaves the sentence of the station', () => {
  setLanguage('de')
  expect(stationWords('a-new-code', 'It is so.')).toEqual({ words: 'It is so.', detail: null })
})
