import type { Board } from '../../contract/board.ts'
import { createBoardIndex } from './board-index.ts'
import { mergeSighting, newBoard, restartBoard } from './merge-sighting.ts'
import type { Sighting } from './sighting.ts'
import { createStrangers } from './strangers.ts'

/** Every board that the station knows. */
export type BoardRegistry = {
  list(): Board[]
  get(id: string): Board | undefined
  byMac(mac: string): Board | undefined
  byIp(ip: string): Board | undefined
  bySerialTail(tail: string): Board | undefined
  /** Takes in evidence; returns the board as it is now. Evidence of an unknown board id is dropped. */
  see(sighting: Sighting): Board | undefined
  /** The board's own firmware was heard, so its operating system or agent no longer runs. */
  restarted(id: string): void
  change(
    id: string,
    change: Partial<
      Pick<Board, 'name' | 'slot' | 'netboot' | 'approved' | 'note' | 'hasPhoto' | 'stuck'>
    >,
  ): Board | undefined
  forget(id: string): void
  /** Marks boards silent that were not heard of for `limit(board)` milliseconds; returns those. */
  sweep(limit: (board: Board) => number): Board[]
}

/** What the registry needs of its owner. */
export type RegistryOptions = {
  readonly clock: () => number
  readonly store: { load(): Board[]; save(board: Board): void; remove(id: string): void }
  readonly onChanged: (board: Board) => void
  readonly onForgotten: (id: string) => void
  /** The board has reached another stage; called before `onChanged`. */
  readonly onStage?: (board: Board) => void
}

/** Makes the registry and fills it from its store; boards of an earlier run start as silent. */
export function createBoardRegistry(options: RegistryOptions): BoardRegistry {
  const { clock, store } = options
  const boards = new Map<string, Board>()
  const index = createBoardIndex()
  const strangers = createStrangers()
  const keep = (board: Board): void => {
    boards.set(board.id, board)
    index.put(board)
    strangers.put(board)
  }
  const loaded = store.load().map(asSilent)
  for (const board of loaded) keep(board)
  for (const board of loaded.toSorted((one, other) => one.lastSeenAt - other.lastSeenAt)) {
    strangers.put(board)
  }

  const first = (ids: readonly string[], isIt: (board: Board) => boolean): Board | undefined =>
    ids.flatMap((id) => boards.get(id) ?? []).find(isIt)
  /** A drive is never taken for a board: a board's eMMC in mass-storage mode may tell the board's own serial number. */
  const bySerialTail = (tail: string | undefined): Board | undefined =>
    tail === undefined
      ? undefined
      : first(index.withSerialTail(tail), ({ link }) => link !== 'drive')
  const byMac = (mac: string): Board | undefined => first(index.withMac(mac), () => true)

  const put = (next: Board): Board => {
    const before = boards.get(next.id)
    keep(next)
    // Being heard again is not worth a write to disk; everything else about a board is.
    if (before === undefined || !sameButForTime(before, next)) store.save(next)
    if (before?.stage.kind !== next.stage.kind) options.onStage?.(next)
    options.onChanged(next)
    if (before === undefined) for (const id of strangers.tooMany(clock())) forget(id)
    return next
  }

  const forget = (id: string): void => {
    if (!boards.delete(id)) return
    index.remove(id)
    strangers.remove(id)
    store.remove(id)
    options.onForgotten(id)
  }

  const boardOf = (sighting: Sighting): Board | undefined => {
    switch (sighting.kind) {
      case 'attached':
        return (
          bySerialTail(sighting.serialTail) ??
          byMac(sighting.mac) ??
          newBoard(sighting.mac, clock())
        )
      case 'asked-for-address':
      case 'has-address':
        return byMac(sighting.mac) ?? newBoard(sighting.mac, clock())
      case 'registered':
        return ownerOf(sighting.report.serial, sighting.report.mac)
      default:
        return boards.get(sighting.boardId)
    }
  }

  /** A board that comes with another network adapter is still the board with this serial number. */
  const ownerOf = (serial: string | null, mac: string): Board => {
    const known = byMac(mac)
    if (known?.link === 'drive') return known
    const older =
      serial === null
        ? undefined
        : first(
            index.withSerialTail(serial),
            (other) => other.link !== 'drive' && other.serial === serial,
          )
    if (older !== undefined && known !== undefined && older.id !== known.id) {
      forget(known.id)
      return {
        ...older,
        macs: [...new Set([...older.macs, ...known.macs])],
        netboot: known.netboot,
        link: known.link,
        usbPath: known.usbPath,
      }
    }
    return older ?? known ?? newBoard(mac, clock())
  }

  return {
    list: () => [...boards.values()],
    get: (id) => boards.get(id),
    byMac,
    byIp: (ip) =>
      newest([...boards.values()].filter((board) => board.ip === ip && board.link !== 'drive')),
    bySerialTail,
    see: (sighting) => {
      const board = boardOf(sighting)
      return board === undefined ? undefined : put(mergeSighting(board, sighting, clock()))
    },
    restarted: (id) => {
      const board = boards.get(id)
      if (board !== undefined) put(restartBoard(board, clock()))
    },
    change: (id, change) => {
      const board = boards.get(id)
      return board === undefined ? undefined : put({ ...board, ...change })
    },
    forget,
    sweep: (limit) =>
      [...boards.values()]
        .filter((board) => canFallSilent(board) && clock() - board.lastSeenAt > limit(board))
        .map((board) => put({ ...board, stage: { kind: 'silent', since: clock() } })),
  }
}

function canFallSilent(board: Board): boolean {
  return board.stage.kind !== 'silent' && board.stage.kind !== 'local'
}

function asSilent(board: Board): Board {
  return canFallSilent(board)
    ? { ...board, stage: { kind: 'silent', since: board.lastSeenAt } }
    : board
}

function newest(boards: Board[]): Board | undefined {
  return boards.reduce<Board | undefined>(
    (best, board) => (best === undefined || board.lastSeenAt > best.lastSeenAt ? board : best),
    undefined,
  )
}

function sameButForTime(before: Board, after: Board): boolean {
  const plain = (board: Board): string =>
    JSON.stringify({ ...board, lastSeenAt: 0, stage: { kind: board.stage.kind } })
  return plain(before) === plain(after)
}
