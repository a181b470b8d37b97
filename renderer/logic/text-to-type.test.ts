import { expect, test } from 'vitest'
import { asTyped, countLines, needsPasteGuard, piecesOf } from './text-to-type.ts'

test('line breaks of every kind become Enter', () => {
  expect(asTyped('one\ntwo\r\nthree\r')).toBe('one\rtwo\rthree\r')
})

test('lines are counted as a person counts them', () => {
  expect(countLines('one')).toBe(1)
  expect(countLines('one\ntwo\n')).toBe(2)
})

test('one line without a line break needs no question', () => {
  expect(needsPasteGuard('ls -l')).toBe(false)
  expect(needsPasteGuard('ls -l\n')).toBe(true)
})

test('pieces hold whole lines, and nothing is lost', () => {
  const text = 'one\rtwo\rthree\rlast'
  expect(piecesOf(text, 8)).toEqual(['one\rtwo\r', 'three\r', 'last'])
  expect(piecesOf(text, 1).join('')).toBe(text)
  expect(piecesOf('', 8)).toEqual([])
})
