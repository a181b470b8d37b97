import { type Board, boardLabel, type Storage } from '../contract/board.ts'
import { CommandError } from './command.ts'

/** Finds the one board that a person means by its id, serial number (or its end), MAC address, name or slot. */
export function findBoard(boards: readonly Board[], words: string): Board {
  const wanted = words.toLowerCase()
  const exact = boards.filter((board) =>
    [board.id, board.serial, board.name, board.slot, ...board.macs].some(
      (value) => value?.toLowerCase() === wanted,
    ),
  )
  const found = exact.length > 0 ? exact : boards.filter((board) => board.serial?.endsWith(wanted))
  const [board, other] = found
  if (board === undefined) {
    const known = boards.map(boardLabel).join(', ')
    throw new CommandError(
      `There is no board "${words}". ${known === '' ? 'No board has appeared yet.' : `Known: ${known}.`}`,
    )
  }
  if (other !== undefined) {
    throw new CommandError(
      `"${words}" means more than one board: ${found.map(boardLabel).join(', ')}. Give the whole serial number.`,
    )
  }
  return board
}

/** The storage that a person means; without a wish, the only one that is built in. */
export function findStorage(board: Board, path: string | undefined): Storage {
  const label = boardLabel(board)
  const candidates =
    path === undefined
      ? board.storages.filter((storage) => !storage.removable)
      : board.storages.filter((storage) => storage.path === path)
  const [storage, other] = candidates
  if (storage !== undefined && other === undefined) return storage
  const known = board.storages
    .map((entry) => `${entry.path} (${entry.kind}, ${entry.sizeBytes} bytes)`)
    .join(', ')
  if (board.storages.length === 0) {
    throw new CommandError(
      `Board ${label} has not told which storage it has. Let it netboot and wait until it is ready.`,
    )
  }
  throw new CommandError(
    `Say with --target which storage of board ${label} is meant. It has: ${known}.`,
  )
}
