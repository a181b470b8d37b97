import { currentLanguage, wordsAt } from './translate.ts'

/** What the station says about a refusal, a failure or a warning: words for the person, and its own sentence where it differs. */
export type StationWords = {
  readonly words: string
  /** The station's own sentence, in English: it names files, numbers and commands that the words leave out. */
  readonly detail: string | null
}

/**
 * The station speaks English. In another language its code is looked up among our words, and its sentence becomes the detail;
 * a code without words leaves the sentence as it is.
 */
export function stationWords(code: string, message: string): StationWords {
  return stationWordsAt(`refusals.${code}`, message)
}

/** The same for what else the station says by a code or an id: `key` is where our words for it are. */
export function stationWordsAt(key: string, message: string): StationWords {
  const general = wordsAt(key)
  if (general === null) return { words: message, detail: null }
  if (currentLanguage() !== 'en') return { words: general, detail: message || null }
  return { words: message || general, detail: null }
}

/** The same in one line, for places that hold a single text. */
export function stationSentence(code: string, message: string): string {
  const { words, detail } = stationWords(code, message)
  return detail === null ? words : `${words} (${detail})`
}
