import { useRef } from 'react'
import type { Board } from '../../contract/board.ts'
import { useMirror } from '../stores/mirror.ts'

/**
 * The board, without news that change nothing on a card: an agent is heard several times a second, and that alone is no reason to
 * render its card. `lastSeenAt` may be old; everything else is as the station told it last.
 */
export function useBoard(id: string): Board | undefined {
  const last = useRef<Board | undefined>(undefined)
  return useMirror(({ boards }) => {
    const now = boards.get(id)
    if (!now || !last.current || !sameButForTime(last.current, now)) last.current = now
    return last.current
  })
}

function sameButForTime(one: Board, other: Board): boolean {
  return one === other || comparable(one) === comparable(other)
}

/** Boards are never changed, only replaced: what was read of one stays true. */
const texts = new WeakMap<Board, string>()

function comparable(board: Board): string {
  const known = texts.get(board)
  if (known !== undefined) return known
  const text = JSON.stringify({ ...board, lastSeenAt: 0 })
  texts.set(board, text)
  return text
}
