import { implement } from '@orpc/server'
import type { Board } from '../../contract/board.ts'
import { contract } from '../../contract/contract.ts'
import type { Station } from '../station.ts'
import { boardOf, type Errors, refused } from './answers.ts'

export function createBoardsRouter(station: Station) {
  const os = implement(contract.boards)
  const { boards, jobs, agents, audit } = station
  return os.router({
    list: os.list.handler(() => boards.list()),
    rename: os.rename.handler(({ input, errors }) =>
      changed(boards.change(input.id, { name: input.name === '' ? null : input.name }), () =>
        boardOf(station, input.id, errors),
      ),
    ),
    setSlot: os.setSlot.handler(({ input, errors }) =>
      changed(boards.change(input.id, { slot: input.slot === '' ? null : input.slot }), () =>
        boardOf(station, input.id, errors),
      ),
    ),
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
    identify: os.identify.handler(({ input, errors }) =>
      agents.command(readyBoard(boardOf(station, input.id, errors), errors).id, 'identify'),
    ),
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
    setNote: os.setNote.handler(() => {
      throw new Error('boards.setNote is not built yet')
    }),
    setPhoto: os.setPhoto.handler(() => {
      throw new Error('boards.setPhoto is not built yet')
    }),
    photo: os.photo.handler(() => {
      throw new Error('boards.photo is not built yet')
    }),
    timeline: os.timeline.handler(() => {
      throw new Error('boards.timeline is not built yet')
    }),
  })
}

function changed(board: Board | undefined, orElse: () => Board): Board {
  return board ?? orElse()
}

function readyBoard(board: Board, errors: Errors): Board {
  if (board.stage.kind === 'ready') return board
  throw errors.REFUSED({
    message:
      'Our agent does not run on this board now, so nothing can be told to it. Let it netboot and wait until it is ready.',
    data: { code: 'board-not-ready' },
  })
}
