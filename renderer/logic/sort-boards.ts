import { type Board, boardLabel } from '../../contract/board.ts'

const collator = new Intl.Collator(undefined, { numeric: true })

/** Boards in the order of the bench: by slot, those without one last, then by label. It never depends on what a board
 * does now, so that no card moves away from under a finger. */
export function sortBoards(boards: Iterable<Board>): readonly Board[] {
  return [...boards].sort(
    (one, other) =>
      Number(one.slot === null) - Number(other.slot === null) ||
      collator.compare(one.slot ?? '', other.slot ?? '') ||
      collator.compare(boardLabel(one), boardLabel(other)) ||
      collator.compare(one.id, other.id),
  )
}

/** True when every word of the search stands somewhere in the board's names and numbers. */
export function matchesSearch(board: Board, search: string): boolean {
  const { name, slot, serial, macs, ip, model } = board
  const haystack = [name, slot, serial, ...macs, ip, model].join(' ').toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => haystack.includes(word))
}
