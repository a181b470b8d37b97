import type { Language } from '../text/languages.ts'
import { currentLanguage, t } from '../text/translate.ts'

/** Bytes in decimal units, as printed on storage: `31.9 GB`, `512 MB`, `80 bytes`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return t('format.bytes', { count: Math.max(0, Math.round(bytes)) })
  const units = ['kB', 'MB', 'GB', 'TB', 'PB']
  let value = bytes / 1000
  let unit = 0
  // 999.95 would be printed as "1000": go to the next unit before that.
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${threeDigits(value)} ${units[unit]}`
}

/** Memory in binary units, as boards are sold: 4,294,967,296 bytes are `4 GB`. */
export function formatMemory(bytes: number): string {
  const mebibytes = bytes / 1024 ** 2
  if (mebibytes < 1000) return `${Math.round(mebibytes)} MB`
  // The firmware keeps a part of the memory for itself, so the kernel tells a little less than was sold.
  return `${Math.ceil(mebibytes / 1024 - 0.01)} GB`
}

/** Bytes a second: `84 MB/s`. */
export function formatRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`
}

/** A span of time in at most two units: `12 s`, `3 min 5 s`, `2 h 10 min`, `4 d 2 h`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return twoUnits(seconds, 60, 'min', 1, 's')
  if (seconds < 86_400) return twoUnits(seconds, 3600, 'h', 60, 'min')
  return twoUnits(seconds, 86_400, t('format.day'), 3600, 'h')
}

/** Time left, coarse enough not to flicker: under a minute in fives, under an hour in minutes. */
export function formatTimeLeft(seconds: number): string {
  if (seconds < 10) return t('format.underTenSecondsLeft')
  if (seconds < 55) return left(`${Math.ceil(seconds / 5) * 5} s`)
  if (seconds < 3600) return left(`${Math.ceil(seconds / 60)} min`)
  return left(twoUnits(seconds, 3600, 'h', 60, 'min'))
}

/** Per cent done, from 0 to 100; 100 only when everything is done. */
export function percentOf(done: number, total: number): number {
  if (total <= 0) return 0
  if (done >= total) return 100
  return Math.min(99, Math.max(0, Math.floor((done / total) * 100)))
}

/** The time of day, with the date in front when it was not today. */
export function formatWhen(milliseconds: number, now: number): string {
  const date = new Date(milliseconds)
  const time = date.toLocaleTimeString(currentLanguage(), {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  if (date.toDateString() === new Date(now).toDateString()) return time
  const sameYear = date.getFullYear() === new Date(now).getFullYear()
  const day = date.toLocaleDateString(currentLanguage(), {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  })
  return `${day}, ${time}`
}

/** Making one takes far longer than using it, and busy boards use it hundreds of times a second. */
const numberFormats = new Map<string, Intl.NumberFormat>()

function numberFormat(language: Language, maximumFractionDigits: number): Intl.NumberFormat {
  const key = `${language} ${maximumFractionDigits}`
  const known = numberFormats.get(key)
  if (known) return known
  const made = new Intl.NumberFormat(language, { maximumFractionDigits, useGrouping: false })
  numberFormats.set(key, made)
  return made
}

function left(duration: string): string {
  return t('format.left', { duration })
}

function threeDigits(value: number): string {
  return numberFormat(currentLanguage(), value < 99.95 ? 1 : 0).format(value)
}

function twoUnits(seconds: number, big: number, bigName: string, small: number, smallName: string) {
  const bigs = Math.floor(seconds / big)
  const smalls = Math.floor((seconds - bigs * big) / small)
  return smalls === 0 ? `${bigs} ${bigName}` : `${bigs} ${bigName} ${smalls} ${smallName}`
}
