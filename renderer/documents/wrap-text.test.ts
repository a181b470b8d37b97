import { expect, test } from 'vitest'
import { plainText } from './plain-text.ts'
import { wrapText } from './wrap-text.ts'

const measure = (text: string) => [...text].length

test('text is broken at spaces, and its own lines stay', () => {
  expect(wrapText('one two three\nfour', 8, measure)).toEqual(['one two', 'three', 'four'])
  expect(wrapText('', 8, measure)).toEqual([''])
})

test('a word that alone is too wide is cut, and no character is lost', () => {
  expect(wrapText('see 0123456789 end', 4, measure)).toEqual(['see', '0123', '4567', '89', 'end'])
})

test('a character of several code points is not torn apart', () => {
  expect(wrapText('👩‍🔧👩‍🔧', 3, measure)).toEqual(['👩‍🔧', '👩‍🔧'])
})

test('text for documents has no control characters and no turned direction', () => {
  expect(plainText('a\u0000b\tc\u202ed\n e')).toBe('a b cd  e')
  expect(plainText('note\r\nline two', true)).toBe('note\nline two')
  expect(plainText('half \ud83d')).toBe('half \ufffd')
})
