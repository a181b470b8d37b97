import type { Board } from '../../contract/board.ts'
import type { PowerPort } from '../../contract/power.ts'

type Fed = { readonly usbPath: string | null; readonly boardId: string | null }

/** The port that feeds something: the one that a person said, else the nearest above its USB port. */
export function powerPortOf(
  ports: readonly PowerPort[],
  { usbPath, boardId }: Fed,
): PowerPort | null {
  const said = boardId === null ? undefined : ports.find((port) => port.boardId === boardId)
  if (said !== undefined) return said
  if (usbPath === null) return null
  const above = ports.filter((port) => isAtOrBelow(usbPath, port.usbPath))
  return above.toSorted((one, other) => lengthOf(other) - lengthOf(one))[0] ?? null
}

/** The same for a board of the registry. */
export function powerPortOfBoard(
  ports: readonly PowerPort[],
  { id, usbPath }: Pick<Board, 'id' | 'usbPath'>,
): PowerPort | null {
  return powerPortOf(ports, { usbPath, boardId: id })
}

function isAtOrBelow(usbPath: string, above: string | null): boolean {
  return above !== null && (usbPath === above || usbPath.startsWith(`${above}.`))
}

function lengthOf({ usbPath }: PowerPort): number {
  return usbPath?.length ?? 0
}
