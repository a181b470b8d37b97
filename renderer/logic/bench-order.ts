import { type Board, boardLabel } from '../../contract/board.ts'
import { groupOfSlot } from './slot-group.ts'

/** Where a board stands on the bench, and nothing of what it does: cards must not move away from under a finger. */
type Place = {
  readonly id: string
  readonly group: string | null
  readonly slot: string | null
  readonly label: string
}

export type BenchOrder = (boards: ReadonlyMap<string, Board>) => readonly string[]

/** Above this many changed places one sort of everything is cheaper than moving each. */
const manyMoves = 50

const collator = new Intl.Collator(undefined, { numeric: true })

/**
 * Makes a function that puts boards in the order of the bench: by group of slots, slot, label; those without a slot last. It keeps
 * its last answer, and gives the very same list again while no board came, went or changed its place.
 */
export function createBenchOrder(): BenchOrder {
  let boardsBefore: ReadonlyMap<string, Board> = new Map()
  let places = new Map<string, Place>()
  let order: readonly string[] = []
  return (boards) => {
    if (boards === boardsBefore) return order
    const moved = movedPlaces(boards, boardsBefore, places)
    const gone = boards.size < places.size + moved.filter(({ id }) => !places.has(id)).length
    boardsBefore = boards
    if (moved.length === 0 && !gone) return order
    if (gone) places = new Map([...places].filter(([id]) => boards.has(id)))
    const moving = new Set(moved.map(({ id }) => id))
    const still = order.filter((id) => boards.has(id) && !moving.has(id))
    for (const place of moved) places.set(place.id, place)
    order =
      moved.length > manyMoves
        ? [...places.values()].sort(comparePlaces).map(({ id }) => id)
        : insertAll(still, moved, places)
    return order
  }
}

function movedPlaces(
  boards: ReadonlyMap<string, Board>,
  before: ReadonlyMap<string, Board>,
  places: ReadonlyMap<string, Place>,
): Place[] {
  const moved: Place[] = []
  for (const board of boards.values()) {
    if (board === before.get(board.id)) continue
    const place = places.get(board.id)
    if (place && place.slot === board.slot && place.label === boardLabel(board)) continue
    moved.push(placeOf(board))
  }
  return moved
}

function placeOf(board: Board): Place {
  const { id, slot } = board
  return { id, slot, group: groupOfSlot(slot), label: boardLabel(board) }
}

function insertAll(
  order: readonly string[],
  moved: readonly Place[],
  places: ReadonlyMap<string, Place>,
): readonly string[] {
  const next = [...order]
  for (const place of moved) next.splice(indexFor(place, next, places), 0, place.id)
  return next
}

/** Where to insert, found by halving. */
function indexFor(
  place: Place,
  order: readonly string[],
  places: ReadonlyMap<string, Place>,
): number {
  let low = 0
  let high = order.length
  while (low < high) {
    const middle = (low + high) >> 1
    const other = places.get(order[middle] ?? '')
    if (other && comparePlaces(other, place) < 0) low = middle + 1
    else high = middle
  }
  return low
}

function comparePlaces(one: Place, other: Place): number {
  return (
    Number(one.group === null) - Number(other.group === null) ||
    collator.compare(one.group ?? '', other.group ?? '') ||
    collator.compare(one.slot ?? '', other.slot ?? '') ||
    collator.compare(one.label, other.label) ||
    (one.id < other.id ? -1 : Number(one.id > other.id))
  )
}
