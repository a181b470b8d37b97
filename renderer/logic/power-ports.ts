import type { Board } from '../../contract/board.ts'
import type { PowerPort } from '../../contract/power.ts'

type Fed = { readonly usbPath: string | null; readonly boardId: string | null }

/**
 * The port that feeds something and nothing else: the one that a person said, else the one that it hangs on. A port above a hub feeds
 * others too; that is switched from the list of ports only.
 */
export function powerPortOf(
  ports: readonly PowerPort[],
  { usbPath, boardId }: Fed,
): PowerPort | null {
  const said = boardId === null ? undefined : ports.find((port) => port.boardId === boardId)
  if (said !== undefined) return said
  if (usbPath === null) return null
  return ports.find((port) => port.usbPath === usbPath) ?? null
}

/** The same for a board of the registry. */
export function powerPortOfBoard(
  ports: readonly PowerPort[],
  { id, usbPath }: Pick<Board, 'id' | 'usbPath'>,
): PowerPort | null {
  return powerPortOf(ports, { usbPath, boardId: id })
}
