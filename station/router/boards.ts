import { implement } from '@orpc/server'
import type { Board } from '../../contract/board.ts'
import { contract } from '../../contract/contract.ts'
import type { Station } from '../station.ts'
import { boardOf, type Errors, refused } from './answers.ts'

export function createBoardsRouter(station: Station) {
  const os = implement(contract.boards)
  const { boards, jobs, agents, audit, history } = station
  return os.router({
    list: os.list.handler(() => boards.list()),
    rename: os.rename.handler(({ input, errors }) => {
      boardOf(station, input.id, errors)
      audit('rename', input.id, { name: input.name })
      return changed(boards.change(input.id, { name: input.name === '' ? null : input.name }), () =>
        boardOf(station, input.id, errors),
      )
    }),
    setSlot: os.setSlot.handler(({ input, errors }) => {
      boardOf(station, input.id, errors)
      audit('set-slot', input.id, { slot: input.slot })
      return changed(boards.change(input.id, { slot: input.slot === '' ? null : input.slot }), () =>
        boardOf(station, input.id, errors),
      )
    }),
    setNetboot: os.setNetboot.handler(({ input, errors }) => {
      boardOf(station, input.id, errors)
      audit('set-netboot', input.id, { netboot: input.netboot })
      return changed(boards.change(input.id, { netboot: input.netboot }), () =>
        boardOf(station, input.id, errors),
      )
    }),
    approve: os.approve.handler(({ input, errors }) => {
      boardOf(station, input.id, errors)
      audit('approve', input.id)
      return changed(boards.change(input.id, { approved: true }), () =>
        boardOf(station, input.id, errors),
      )
    }),
    reboot: os.reboot.handler(({ input, errors }) => {
      const board = readyBoard(boardOf(station, input.id, errors), errors)
      if (jobs.openJobOf(board.id) !== undefined) {
        throw refused(errors, {
          kind: 'refused',
          code: 'job-open',
          message:
            'This board has a job that has not ended. Cancel it first, then reboot the board.',
        })
      }
      audit('reboot', board.id)
      agents.command(board.id, 'reboot')
    }),
    identify: os.identify.handler(({ input, errors }) => {
      const board = readyBoard(boardOf(station, input.id, errors), errors)
      audit('identify', board.id)
      agents.command(board.id, 'identify')
    }),
    forget: os.forget.handler(({ input, errors }) => {
      const board = boardOf(station, input.id, errors)
      if (jobs.openJobOf(board.id) !== undefined) {
        throw refused(errors, {
          kind: 'refused',
          code: 'job-open',
          message:
            'This board has a job that has not ended. Cancel it first, then forget the board.',
        })
      }
      audit('forget', board.id)
      boards.forget(board.id)
    }),
    setNote: os.setNote.handler(({ input, errors }) => {
      boardOf(station, input.id, errors)
      audit('set-note', input.id)
      return changed(boards.change(input.id, { note: input.note }), () =>
        boardOf(station, input.id, errors),
      )
    }),
    setPhoto: os.setPhoto.handler(({ input, errors }) => {
      boardOf(station, input.id, errors)
      const jpeg = input.jpegBase64 === null ? null : Buffer.from(input.jpegBase64, 'base64')
      if (jpeg !== null && !isJpeg(jpeg)) {
        throw refused(errors, {
          kind: 'refused',
          code: 'photo-not-jpeg',
          message: 'This is not a JPEG picture, so it was not kept. Choose a photo again.',
        })
      }
      const problem = history.setPhoto(input.id, jpeg)
      if (problem !== null) throw refused(errors, problem)
      audit(jpeg === null ? 'remove-photo' : 'set-photo', input.id)
      return changed(boards.change(input.id, { hasPhoto: jpeg !== null }), () =>
        boardOf(station, input.id, errors),
      )
    }),
    photo: os.photo.handler(({ input }) => {
      const jpeg = history.photo(input.id)
      return { jpegBase64: jpeg === null ? null : Buffer.from(jpeg).toString('base64') }
    }),
    // Also of a board that was forgotten: its jobs stay.
    timeline: os.timeline.handler(({ input }) => history.timeline(input.id)),
  })
}

function changed(board: Board | undefined, orElse: () => Board): Board {
  return board ?? orElse()
}

/** The marker "start of image" and the beginning of the next marker: ITU-T T.81, table B.1. */
function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff
}

function readyBoard(board: Board, errors: Errors): Board {
  if (board.stage.kind === 'ready') return board
  throw errors.REFUSED({
    message:
      'Our agent does not run on this board now, so nothing can be told to it. Let it netboot and wait until it is ready.',
    data: { code: 'board-not-ready' },
  })
}
