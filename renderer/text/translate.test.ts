import { afterEach, describe, expect, test } from 'vitest'
import { type Language, texts } from './languages.ts'
import { bestLanguage, setLanguage, t, wordsAt } from './translate.ts'

afterEach(() => setLanguage('en'))

test('plural forms follow the count', () => {
  expect(t('boards.count', { count: 1 })).toBe('1 board')
  expect(t('boards.count', { count: 3 })).toBe('3 boards')
  setLanguage('de')
  expect(t('boards.count', { count: 1 })).toBe('1 Board')
})

test('values are put in as they are, whatever they look like', () => {
  expect(t('images.rename', { name: '<b>$t(ui.save) {{name}}' })).toBe(
    'Rename <b>$t(ui.save) {{name}}',
  )
})

test('a key that is put together has words or none', () => {
  expect(wordsAt('refusals.truncated')).toBe('The file ends too early.')
  expect(wordsAt('refusals.no.such')).toBe(null)
})

test('the computer’s languages are followed as far as we speak them', () => {
  expect(bestLanguage(['fr-FR', 'de-AT', 'en'])).toBe('de')
  expect(bestLanguage(['fr'])).toBe('en')
})

/** Every text by its key; `subject.group.key`. */
function flat(group: object, prefix = ''): readonly (readonly [string, string])[] {
  return Object.entries(group).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${prefix}${key}`, value] as const]
      : flat(value, `${prefix}${key}.`),
  )
}

const namesIn = (words: string) => [...words.matchAll(/{{(\w+)}}/g)].map(([, name]) => name).sort()

describe.each(Object.keys(texts) as Language[])('the texts in %s', (language) => {
  const english = new Map(flat(texts.en))
  const others = new Map(flat(texts[language]))

  test('have the keys of the English ones and no others', () => {
    expect([...others.keys()].sort()).toEqual([...english.keys()].sort())
  })

  test('use the values that the English ones use', () => {
    for (const [key, words] of others) {
      expect([key, namesIn(words)]).toEqual([key, namesIn(english.get(key) ?? '')])
    }
  })

  test('are never empty', () => {
    expect([...others].filter(([, words]) => words.trim() === '')).toEqual([])
  })
})
