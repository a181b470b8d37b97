import { create } from 'zustand'
import { everything, type TrafficFilter } from '../logic/traffic-filter.ts'
import { navigate } from './route.ts'

/** How this window shows the traffic page; it stays so while other pages are visited. */
export type TrafficView = {
  readonly filter: TrafficFilter
  /** The entry whose details are shown. */
  readonly entryId: number | null
}

export const useTrafficView = create<TrafficView>(() => ({ filter: everything, entryId: null }))

export function changeTrafficFilter(change: Partial<TrafficFilter>): void {
  useTrafficView.setState(({ filter }) => ({ filter: { ...filter, ...change } }))
}

export function showTrafficEntry(entryId: number | null): void {
  useTrafficView.setState({ entryId })
}

/** Opens the traffic page with what this board and the station said, at this entry where one is given. */
export function showInTraffic(boardId: string, entryId: number | null): void {
  useTrafficView.setState({ filter: { ...everything, boardId }, entryId })
  navigate({ page: 'traffic' })
}
