import type { TimelineEntry } from '../../contract/timeline.ts'

/** An entry as it is shown: how often the same came in a row of tries to boot, and when first. */
export type TimelineLine = TimelineEntry & { readonly times: number; readonly firstAt: number }

/** What a board that tries to boot again and again repeats. */
const tries: readonly string[] = ['stage-power', 'stage-address', 'stage-boot-files']

/** Newest first in and out. In each row of tries the same entry is told once, as its newest, with a count. */
export function joinTries(entries: readonly TimelineEntry[]): readonly TimelineLine[] {
  const lines: TimelineLine[] = []
  const inRow = new Map<string, number>()
  for (const entry of entries) {
    const key = `${entry.code} ${entry.detail}`
    if (!tries.includes(entry.code)) inRow.clear()
    const at = inRow.get(key)
    const line = at === undefined ? undefined : lines[at]
    if (at !== undefined && line !== undefined) {
      lines[at] = { ...line, times: line.times + 1, firstAt: entry.at }
      continue
    }
    if (tries.includes(entry.code)) inRow.set(key, lines.length)
    lines.push({ ...entry, times: 1, firstAt: entry.at })
  }
  return lines
}
