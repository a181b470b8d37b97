import { create } from 'zustand'

/** The boards that a person has chosen on the bench, by id. `anchor` is where a range begins. */
export type Selection = {
  readonly ids: ReadonlySet<string>
  readonly anchor: string | null
  /** A tap chooses instead of doing nothing: for fingers, which have no Ctrl key. */
  readonly choosing: boolean
}

const nothing: Selection = { ids: new Set(), anchor: null, choosing: false }

export const useSelection = create<Selection>(() => nothing)

/** Chooses this board, or takes it out of the choice. */
export function toggleSelected(id: string): void {
  useSelection.setState(({ ids }) => {
    const next = new Set(ids)
    if (!next.delete(id)) next.add(id)
    return { ids: next, anchor: id }
  })
}

/** Adds everything between the last chosen board and this one, in the order in which they are shown. */
export function selectRange(id: string, shown: readonly string[]): void {
  useSelection.setState(({ ids, anchor }) => ({
    ids: new Set([...ids, ...between(shown, anchor ?? id, id)]),
    anchor: anchor ?? id,
  }))
}

/** Chooses exactly these. */
export function selectOnly(ids: Iterable<string>): void {
  useSelection.setState({ ids: new Set(ids), anchor: null })
}

/** Chooses nothing, and leaves the mode in which a tap chooses. */
export function clearSelection(): void {
  useSelection.setState(nothing)
}

/** From now on a tap chooses, or no longer does. */
export function setChoosing(choosing: boolean): void {
  useSelection.setState(choosing ? { choosing } : nothing)
}

/** Takes boards out of the choice that are not there any more. */
export function dropGone(isThere: (id: string) => boolean): void {
  const { ids } = useSelection.getState()
  const left = [...ids].filter(isThere)
  if (left.length < ids.size) useSelection.setState({ ids: new Set(left) })
}

function between(shown: readonly string[], from: string, to: string): readonly string[] {
  const ends = [shown.indexOf(from), shown.indexOf(to)].sort((one, other) => one - other)
  const [first = -1, last = -1] = ends
  return first < 0 ? [to] : shown.slice(first, last + 1)
}
