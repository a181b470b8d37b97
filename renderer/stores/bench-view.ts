import { create } from 'zustand'
import { type BenchFilter, filterBoards, sameList } from '../logic/bench-filter.ts'
import { createBenchOrder } from '../logic/bench-order.ts'
import { type Mirror, useMirror } from './mirror.ts'

const everything: BenchFilter = { only: null, search: '' }

/** What a person wants to see of the bench; kept while other pages are shown. */
export const useBenchView = create<BenchFilter>(() => everything)

export function changeBenchView(change: Partial<BenchFilter>): void {
  useBenchView.setState(change)
}

export function showWholeBench(): void {
  useBenchView.setState(everything)
}

/** The boards to show, in the order of the bench. The list is the very same one while it holds the same boards in the same places. */
export function useShownBoards(): readonly string[] {
  const filter = useBenchView()
  return useMirror((mirror) => shownBoards(mirror, filter))
}

const orderOf = createBenchOrder()
let last: { readonly order: readonly string[]; readonly shown: readonly string[] } = {
  order: [],
  shown: [],
}

function shownBoards(mirror: Mirror, filter: BenchFilter): readonly string[] {
  const order = orderOf(mirror.benchBoards)
  const now = filterBoards(order, mirror, filter)
  // A board that changed its slot may be at the same place in another group: only an order that stayed lets the list stay.
  last = { order, shown: order === last.order ? sameList(last.shown, now) : now }
  return last.shown
}
