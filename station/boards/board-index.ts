import type { Board } from '../../contract/board.ts'

/** Finds boards without a look at all of them: packets ask for every one that comes. */
export type BoardIndex = {
  /** This is how the board is now. */
  put(board: Board): void
  remove(id: string): void
  /** Ids of the boards with this MAC, the first seen first. */
  withMac(mac: string): readonly string[]
  /** Ids of the boards whose serial number ends so. */
  withSerialTail(tail: string): readonly string[]
}

/** What firmware tells of a serial number: its last eight digits. */
const tailLength = 8

export function createBoardIndex(): BoardIndex {
  const boards = new Map<string, Board>()
  const byMac = new Map<string, Set<string>>()
  const byTail = new Map<string, Set<string>>()

  const idsOf = (map: ReadonlyMap<string, ReadonlySet<string>>, key: string): readonly string[] =>
    [...(map.get(key) ?? [])].sort((one, other) => firstSeen(one) - firstSeen(other))
  const firstSeen = (id: string): number => boards.get(id)?.firstSeenAt ?? 0

  const remove = (id: string): void => {
    const board = boards.get(id)
    if (board === undefined) return
    for (const mac of board.macs) drop(byMac, mac, id)
    if (board.serial !== null) drop(byTail, board.serial.slice(-tailLength), id)
    boards.delete(id)
  }
  const add = (board: Board): void => {
    boards.set(board.id, board)
    for (const mac of board.macs) keep(byMac, mac, board.id)
    if (board.serial !== null) keep(byTail, board.serial.slice(-tailLength), board.id)
  }
  return {
    put: (board) => {
      const before = boards.get(board.id)
      // Most of what changes about a board is not who it is.
      if (before?.macs === board.macs && before.serial === board.serial) return
      remove(board.id)
      add(board)
    },
    remove,
    withMac: (mac) => idsOf(byMac, mac),
    withSerialTail: (tail) => {
      const ids = tail.length < tailLength ? boards.keys() : idsOf(byTail, tail.slice(-tailLength))
      return [...ids].filter((id) => boards.get(id)?.serial?.endsWith(tail) === true)
    },
  }
}

function keep(map: Map<string, Set<string>>, key: string, id: string): void {
  const ids = map.get(key)
  if (ids === undefined) map.set(key, new Set([id]))
  else ids.add(id)
}

function drop(map: Map<string, Set<string>>, key: string, id: string): void {
  const ids = map.get(key)
  ids?.delete(id)
  if (ids?.size === 0) map.delete(key)
}
