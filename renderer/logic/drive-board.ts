import type { Board } from '../../contract/board.ts'
import type { Drive } from '../../contract/drive.ts'

/** The board that stands for a drive, also while the drive is refused and may have a job that waits; null where it never had one. */
export function driveBoard(
  boards: ReadonlyMap<string, Board>,
  { boardId, serial, sizeBytes }: Pick<Drive, 'boardId' | 'serial' | 'sizeBytes'>,
): Board | null {
  if (boardId !== null) return boards.get(boardId) ?? null
  // The station keeps serial numbers in small letters.
  const told = serial.toLowerCase()
  const isIt = (board: Board): boolean =>
    board.link === 'drive' &&
    told !== '' &&
    board.serial === told &&
    board.storages.some((storage) => storage.sizeBytes === sizeBytes)
  return [...boards.values()].find(isIt) ?? null
}
