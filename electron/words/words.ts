import { english, type Words } from './english.ts'
import { german } from './german.ts'

/** The shell's words in the first language of the person's list that we have, as BCP 47 tags (`de-AT`, `en`). */
export function wordsFor(languages: readonly string[]): Words {
  const known = languages.map((tag) => tag.split('-')[0]).find((it) => it === 'de' || it === 'en')
  return known === 'de' ? german : english
}
