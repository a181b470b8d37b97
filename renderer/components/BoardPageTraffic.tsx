import { useCallback, useState } from 'react'
import { everything, type TrafficFilter } from '../logic/traffic-filter.ts'
import { TrafficPanel } from './TrafficPanel.tsx'

/** What one board and the station say to each other, with a filter of its own. */
export function BoardPageTraffic({ boardId }: { readonly boardId: string }) {
  const [filter, setFilter] = useState(everything)
  const [entryId, setEntryId] = useState<number | null>(null)
  const change = useCallback(
    (changes: Partial<TrafficFilter>) => setFilter((before) => ({ ...before, ...changes })),
    [],
  )
  return (
    <TrafficPanel
      boardId={boardId}
      filter={filter}
      onFilter={change}
      entryId={entryId}
      onEntry={setEntryId}
      maxHeight="26rem"
    />
  )
}
