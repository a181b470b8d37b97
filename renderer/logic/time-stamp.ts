/** A local time that reads the same in every language and time zone: `2026-05-20 14:03:09 +02:00`. */
export function timeStamp(milliseconds: number): string {
  const date = new Date(milliseconds)
  const offset = -date.getTimezoneOffset()
  // As if it were UTC, so that the ISO form shows local time.
  const local = new Date(milliseconds + offset * 60_000).toISOString()
  const zone = `${pad(Math.trunc(Math.abs(offset) / 60))}:${pad(Math.abs(offset) % 60)}`
  return `${local.slice(0, 10)} ${local.slice(11, 19)} ${offset < 0 ? '-' : '+'}${zone}`
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
