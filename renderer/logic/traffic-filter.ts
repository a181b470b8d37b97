import type { TrafficEntry, TrafficProtocol } from '../../contract/traffic.ts'

/** What the traffic page shows. Null and empty mean: no limit. */
export type TrafficFilter = {
  readonly protocol: TrafficProtocol | null
  readonly direction: TrafficEntry['direction'] | null
  readonly boardId: string | null
  /** Part of the summary, the peer's address or the board's label, in any case. */
  readonly text: string
}

export const everything: TrafficFilter = {
  protocol: null,
  direction: null,
  boardId: null,
  text: '',
}

/** True when nothing is left out. */
export function isEverything(filter: TrafficFilter): boolean {
  return (
    filter.protocol === null &&
    filter.direction === null &&
    filter.boardId === null &&
    filter.text.trim() === ''
  )
}

/** The entries that the filter lets through. `labelOf` tells what a person calls a board; null where it is not known. */
export function filterTraffic(
  entries: readonly TrafficEntry[],
  filter: TrafficFilter,
  labelOf: (boardId: string) => string | null,
): readonly TrafficEntry[] {
  if (isEverything(filter)) return entries
  const text = filter.text.trim().toLowerCase()
  return entries.filter(
    (entry) =>
      (filter.protocol === null || entry.protocol === filter.protocol) &&
      (filter.direction === null || entry.direction === filter.direction) &&
      (filter.boardId === null || entry.boardId === filter.boardId) &&
      (text === '' || holds(entry, text, labelOf)),
  )
}

function holds(
  { summary, peer, boardId }: TrafficEntry,
  text: string,
  labelOf: (boardId: string) => string | null,
): boolean {
  const label = boardId === null ? '' : (labelOf(boardId) ?? '')
  return [summary, peer, label].some((value) => value.toLowerCase().includes(text))
}
