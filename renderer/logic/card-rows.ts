import type { Board } from '../../contract/board.ts'
import { groupOfSlot } from './slot-group.ts'

/** One row of the wall of cards: the name of a group, or as many cards as fit beside each other. */
export type CardRow =
  | {
      readonly kind: 'group'
      readonly key: string
      readonly group: string | null
      readonly count: number
    }
  | { readonly kind: 'cards'; readonly key: string; readonly ids: readonly string[] }

/** Lays boards, which come in the order of the bench, out in rows. Where all are in one group its name tells nothing and is left out. */
export function cardRows(
  shown: readonly string[],
  boards: ReadonlyMap<string, Board>,
  columns: number,
): readonly CardRow[] {
  const groups = Map.groupBy(shown, (id) => groupOfSlot(boards.get(id)?.slot ?? null))
  return [...groups].flatMap(([group, ids]) => [
    ...(groups.size > 1 ? [groupRow(group, ids.length)] : []),
    ...rowsOf(ids, columns),
  ])
}

function groupRow(group: string | null, count: number): CardRow {
  return { kind: 'group', key: `group ${group}`, group, count }
}

function rowsOf(ids: readonly string[], columns: number): readonly CardRow[] {
  const rows: CardRow[] = []
  for (let at = 0; at < ids.length; at += columns) {
    const members = ids.slice(at, at + columns)
    rows.push({ kind: 'cards', key: `cards ${members[0]}`, ids: members })
  }
  return rows
}
