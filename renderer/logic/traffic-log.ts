import type { TrafficEntry, TrafficEvent } from '../../contract/traffic.ts'

/** How many entries a window keeps. The station's own memory is smaller; this bounds a window that stays open for days. */
export const trafficLimit = 20_000

/** The entries after this event, oldest first and at most `limit`. `remembered` begins anew: the station may have been restarted. */
export function afterTraffic(
  entries: readonly TrafficEntry[],
  event: TrafficEvent,
  limit = trafficLimit,
): readonly TrafficEntry[] {
  const all = event.kind === 'remembered' ? event.entries : [...entries, ...event.entries]
  return all.length > limit ? all.slice(all.length - limit) : all
}

/** The entry of the same board (or of none) before this one; null where none is remembered. */
export function previousOfBoard(
  entries: readonly TrafficEntry[],
  entry: TrafficEntry,
): TrafficEntry | null {
  return entries.findLast(({ id, boardId }) => id < entry.id && boardId === entry.boardId) ?? null
}
