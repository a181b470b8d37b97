import type { Stuck } from '../../contract/stuck.ts'
import { formatBytes } from '../logic/format.ts'
import { currentLanguage, t } from '../text/translate.ts'

export type StuckWords = {
  readonly seen: string
  readonly expected: string
  readonly cause: string
  readonly next: string
}

/** Stands where the station could not learn a value. */
const unknown = '?'

/** What was seen, expected, the probable cause and the next step, with the values that the station learned. */
export function stuckWords({ code, facts }: Stuck): StuckWords {
  const values = {
    server: facts.server ?? unknown,
    address: facts.address ?? unknown,
    fileName: facts.fileName || unknown,
    read: sizeWords(facts.bytes),
    size: sizeWords(facts.size),
    version: builtWords(facts.version),
    minimum: dayWords(facts.minimum) ?? unknown,
    bootOrder: facts.bootOrder ?? unknown,
    // IEEE 802.1D: the forward delay is 15 s unless somebody set another one.
    forwardDelaySeconds: facts.forwardDelaySeconds ?? '15',
  }
  return {
    seen: t(`stuck.seen.${code}`, values),
    expected: t(`stuck.expected.${code}`, values),
    cause: t(`stuck.cause.${code}`),
    next: t(`stuck.next.${code}`, values),
  }
}

function sizeWords(bytes: string | undefined): string {
  return bytes === undefined ? unknown : formatBytes(Number(bytes))
}

/** When a bootloader was built: `2020-03-04`, or `<2020-03-04` where only that is known. */
function builtWords(version: string | undefined): string {
  const isBefore = version?.startsWith('<') ?? false
  const date = dayWords(isBefore ? version?.slice(1) : version)
  if (date === null) return t('stuck.builtUnknown')
  return isBefore ? t('stuck.builtBefore', { date }) : t('stuck.builtOn', { date })
}

function dayWords(day: string | undefined): string | null {
  return day === undefined || Number.isNaN(Date.parse(day)) ? null : dateWords(new Date(day))
}

/** A day, written out: `November 14, 2023`. Bootloader versions are days of UTC. */
export function dateWords(date: Date): string {
  return date.toLocaleDateString(currentLanguage(), { dateStyle: 'long', timeZone: 'UTC' })
}
