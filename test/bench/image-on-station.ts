import type { Board } from '../../contract/board.ts'
import type { StationChild } from '../station/station-child.ts'

/** What a board that was told to write this image knows: where its files are, and the token that opens them. */
export type ImageForBoard = {
  readonly token: string
  /** `/images/<id>` at the station. */
  readonly url: string
  readonly board: Board
}

/**
 * Registers a board as a person would who starts the agent by hand, approves it, and arms a deploy of the image. The
 * job stays armed, so that the files can be fetched as often as wanted.
 */
export async function armImageForBoard(
  station: StationChild,
  imageId: string,
  storage: { readonly path: string; readonly sizeBytes: number },
): Promise<ImageForBoard> {
  const mac = 'dc:a6:32:99:00:01'
  const registration = {
    agent: 1,
    mac,
    ip: station.settings.address.replace(/\d+$/, '99'),
    serial: 'bench001',
    storages: [{ ...storage, kind: 'emmc', cid: 'bench001' }],
  }
  await register(station, registration)
  const client = await station.client()
  const board = (await client.boards.list()).find((candidate) => candidate.macs.includes(mac))
  if (board === undefined) throw new Error('the board did not appear')
  await client.boards.approve({ id: board.id })
  const { token } = await register(station, registration)
  if (token === undefined) throw new Error('the board was not let in')
  const known = await station.readyBoard('bench001')
  await station.deploy(known, imageId)
  return { token, url: `${station.boardUrl}/images/${imageId}`, board: known }
}

async function register(station: StationChild, registration: object): Promise<{ token?: string }> {
  const response = await fetch(`${station.boardUrl}/api/register-device`, {
    method: 'POST',
    body: JSON.stringify(registration),
    headers: { 'content-type': 'application/json' },
  })
  if (!response.ok) throw new Error(`registering failed: ${await response.text()}`)
  return (await response.json()) as { token?: string }
}
