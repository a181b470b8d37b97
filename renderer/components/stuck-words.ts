import type { Stuck } from '../../contract/stuck.ts'
import { bootloaderDate } from '../logic/bootloader-version.ts'
import { currentLanguage, t } from '../text/translate.ts'

export type StuckWords = {
  readonly seen: string
  readonly expected: string
  readonly cause: string
  readonly next: string
}

/** What was seen, expected, the probable cause and the next step, with the values that the station learned. */
export function stuckWords({ code, facts }: Stuck): StuckWords {
  const values = {
    server: facts.server ?? '?',
    fileName: facts.fileName ?? '?',
    version: versionWords(facts.version),
    minimum: versionWords(facts.minimum),
    bootOrder: facts.bootOrder ?? '?',
    forwardDelaySeconds: facts.forwardDelaySeconds ?? '15',
  }
  return {
    seen: t(`stuck.seen.${code}`, values),
    expected: t(`stuck.expected.${code}`, values),
    cause: t(`stuck.cause.${code}`),
    next: t(`stuck.next.${code}`, values),
  }
}

/** A bootloader's version as the day on which it was built, where it is one. */
export function versionWords(version: string | undefined): string {
  const date = bootloaderDate(version ?? null)
  return date ? dateWords(date) : (version ?? '?')
}

/** A day, written out: `14 November 2023`. Bootloader versions are days of UTC. */
export function dateWords(date: Date): string {
  return date.toLocaleDateString(currentLanguage(), { dateStyle: 'long', timeZone: 'UTC' })
}
