import type { Board } from '../../contract/board.ts'

/** Which boards have appeared since a batch was started and were not judged yet. */
export type Appearances = {
  /** A batch starts while these boards are known: those that are on their way count, those that stand ready do not. */
  begin(boards: readonly Board[]): void
  see(board: Board): void
  has(board: Board): boolean
  /** The board was judged; it counts again only when it is switched on again. */
  settle(board: Board): void
}

/**
 * "Appears" means that the board was seen on its way up, and then ready. A board that stood ready at the start, or that was silent
 * for a while and speaks again, does not appear: it may hold what nobody wants erased.
 */
export function createAppearances(): Appearances {
  const known = new Set<string>()
  const appeared = new Set<string>()
  const see = (board: Board): void => {
    const isOnItsWay = ['power', 'address', 'boot-files', 'waiting-for-approval'].includes(
      board.stage.kind,
    )
    if (isOnItsWay || !known.has(board.id)) appeared.add(board.id)
    known.add(board.id)
  }
  return {
    begin: (boards) => {
      known.clear()
      appeared.clear()
      for (const board of boards) known.add(board.id)
      for (const board of boards) see(board)
    },
    see,
    has: (board) => idsOf(board).some((id) => appeared.has(id)),
    settle: (board) => {
      for (const id of idsOf(board)) appeared.delete(id)
    },
  }
}

/** A board that comes with another network adapter was first seen under the id of that adapter's address; see boards/registry.ts. */
function idsOf(board: Board): string[] {
  return [board.id, ...board.macs.map((mac) => mac.replaceAll(':', ''))]
}
