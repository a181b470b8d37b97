import type { Board } from '../contract/board.ts'
import type { Drive } from '../contract/drive.ts'
import { currentAttachments } from './attachments.ts'
import { CommandError } from './command.ts'
import { findBoard } from './find-board.ts'
import type { StationClient } from './station-client.ts'

/** The drives as they are now. */
export async function drivesOf(client: StationClient): Promise<readonly Drive[]> {
  return (await currentAttachments(client)).drives
}

/** The one drive that a person means by its device, its id or its serial number (or the end of that). */
export function findDrive(drives: readonly Drive[], words: string): Drive {
  const wanted = words.toLowerCase()
  const names = ({ id, path, serial, boardId }: Drive): string[] =>
    [id, path, serial, boardId ?? ''].map((name) => name.toLowerCase())
  const exact = drives.filter((drive) => names(drive).includes(wanted))
  const found =
    exact.length > 0
      ? exact
      : drives.filter(({ serial }) => serial !== '' && serial.toLowerCase().endsWith(wanted))
  const [drive, other] = found
  if (drive !== undefined && other === undefined) return drive
  const known = drives.map(({ path, serial }) => `${path} (${serial || 'no serial number'})`)
  throw new CommandError(
    drive === undefined
      ? `There is no drive "${words}". ${known.length === 0 ? 'None is plugged in.' : `Plugged in: ${known.join(', ')}.`}`
      : `"${words}" means more than one drive: ${found.map(({ path }) => path).join(', ')}. Give the device.`,
  )
}

/** The board that a person means, or the one that stands for the drive that is meant: jobs are armed on boards. */
export async function findBoardOrDrive(client: StationClient, words: string): Promise<Board> {
  const boards = await client.boards.list()
  const wanted = words.toLowerCase()
  const drives = await drivesOf(client)
  const drive = drives.find(({ path, serial, id }) =>
    [path, serial, id].some((name) => name !== '' && name.toLowerCase() === wanted),
  )
  if (drive?.refusal) throw new CommandError(drive.refusal.message)
  return findBoard(boards, drive?.boardId ?? words)
}
