import type { Board } from '../../contract/board.ts'

/**
 * Boards of which nothing is known but that they asked for an address. Anybody on the bench's network can make them up, one for
 * each MAC that there is, so they are not kept without end.
 */
export type Strangers = {
  /** This is how the board is now: the one that was heard last. */
  put(board: Board): void
  remove(id: string): void
  /** Ids of those to forget, the one that was not heard for longest first. */
  tooMany(now: number): string[]
}

/** So many are kept, however long they are silent; */
const mostSilent = 1_000
/** so many while they are heard: more than any bench has that are switched on together. */
const most = 5_000
const silentAfterMs = 10 * 60_000

export function createStrangers(): Strangers {
  /** When each was heard last, in that order. */
  const heard = new Map<string, number>()
  return {
    put: (board) => {
      heard.delete(board.id)
      if (isStranger(board)) heard.set(board.id, board.lastSeenAt)
    },
    remove: (id) => {
      heard.delete(id)
    },
    tooMany: (now) => {
      const over: string[] = []
      for (const [id, at] of heard) {
        const left = heard.size - over.length
        if (left <= mostSilent || (left <= most && now - at < silentAfterMs)) break
        over.push(id)
      }
      return over
    },
  }
}

/** It has never registered (so it has no job: that needs a storage), and no person has said anything about it. */
function isStranger(board: Board): boolean {
  return (
    board.serial === null &&
    board.stage.kind !== 'ready' &&
    board.storages.length === 0 &&
    board.link === 'network' &&
    board.name === null &&
    board.slot === null &&
    board.note === '' &&
    !board.hasPhoto &&
    !board.approved &&
    board.netboot === 'agent'
  )
}
