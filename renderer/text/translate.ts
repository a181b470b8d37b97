import { createInstance } from 'i18next'
import { isLanguage, type Language, type Texts, texts } from './languages.ts'

// i18next interpolates and picks plural forms; the types below make a wrong key or a forgotten value a type error.

/** `boards.count_one` and `boards.count_other` are asked for as `boards.count`. */
type WithoutPlural<Key extends string> = Key extends `${infer Base}_one` | `${infer Base}_other`
  ? Base
  : Key

type KeysOf<Group, Prefix extends string> = {
  [Key in keyof Group & string]: Group[Key] extends string
    ? `${Prefix}${WithoutPlural<Key>}`
    : KeysOf<Group[Key], `${Prefix}${Key}.`>
}[keyof Group & string]

/** Every key that `t` knows: `subject.key` or `subject.group.key`. */
export type TextKey = KeysOf<Texts, ''>

type NamesIn<Words> = Words extends `${string}{{${infer Name}}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never

/** Names of the values that the text of this key needs. */
type NamesAt<Group, Path extends string> = Path extends `${infer Head}.${infer Rest}`
  ? Head extends keyof Group
    ? NamesAt<Group[Head], Rest>
    : never
  : Path extends keyof Group
    ? NamesIn<Group[Path]>
    : `${Path}_other` extends keyof Group
      ? 'count' | NamesIn<Group[`${Path}_other`]>
      : never

type Values<Names extends string> = {
  readonly [Name in Names]: Name extends 'count' ? number : string | number
}

type Arguments<Names extends string> = [Names] extends [never] ? [] : [values: Values<Names>]

const i18n = createInstance({
  resources: { en: { translation: texts.en }, de: { translation: texts.de } },
  lng: 'en',
  fallbackLng: false,
  nsSeparator: false,
  // React escapes.
  interpolation: { escapeValue: false },
  initAsync: false,
})
i18n.init()

let current: Language = 'en'

/**
 * The words of this key in the language that is set, with values put in. Call it while rendering: the whole interface is
 * rendered anew when the language changes, but words kept in a module would stay.
 */
export function t<Key extends TextKey>(
  key: Key,
  ...values: Arguments<NamesAt<Texts, Key>>
): string {
  return String(i18n.t(key, { lng: current, ...values[0] }))
}

/** The words of a key that is put together at run time (a code of the station, for example); null where there are none. */
export function wordsAt(key: string): string | null {
  return i18n.exists(key, { lng: current }) ? String(i18n.t(key, { lng: current })) : null
}

export function setLanguage(language: Language): void {
  current = language
}

/** The language that `t` speaks, also for `Intl`. */
export function currentLanguage(): Language {
  return current
}

/** The first of these tags (`de-CH`, `en`) that we speak; English where there is none. */
export function bestLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const language = tag.toLowerCase().split('-')[0] ?? ''
    if (isLanguage(language)) return language
  }
  return 'en'
}
