import type { Checkup, Fix } from '../../contract/doctor.ts'
import { type StationWords, stationWordsAt } from '../text/station-words.ts'
import { currentLanguage, t, wordsAt } from '../text/translate.ts'

/** Ids that hold dots (file names) would look like a path of keys. */
function keyOf({ id }: Pick<Checkup, 'id'>): string {
  return id.replaceAll('.', '_')
}

/** What was looked at. The station speaks English; its titles are known by their ids. */
export function checkupTitle(checkup: Checkup): string {
  if (currentLanguage() === 'en') return checkup.title
  return wordsAt(`doctor.checkup.${keyOf(checkup)}`) ?? checkup.title
}

/** What was found and what to do. In another language: in general words, with the station's own sentences below. */
export function checkupWords(checkup: Checkup): {
  readonly found: StationWords
  readonly next: string | null
} {
  const { state, found, next } = checkup
  if (currentLanguage() === 'en' || state === 'ok') {
    return { found: { words: found, detail: null }, next }
  }
  const sentences = [found, next].filter(Boolean).join(' ')
  return { found: stationWordsAt(`doctor.means.${keyOf(checkup)}`, sentences), next: null }
}

/** What the button that repairs it says. */
export function fixLabel({ title }: Fix): string {
  return currentLanguage() === 'en' ? `${title}…` : t('doctor.fix')
}
