import { implement } from '@orpc/server'
import type { Board } from '../contract/board.ts'
import { contract } from '../contract/contract.ts'
import type { Refusal } from '../contract/errors.ts'
import type { Job } from '../contract/job.ts'
import { examine } from './doctor.ts'
import type { Station } from './station.ts'

// Contract to parts. No logic: a call finds its part, and a refusal becomes a typed error.

type Errors = {
  NOT_FOUND: (options: { message: string; data: { code: string } }) => Error
  REFUSED: (options: { message: string; data: { code: string } }) => Error
}

export function createRouter(station: Station) {
  const os = implement(contract)
  const { boards, jobs, agents, images, imports, audit } = station

  const boardOf = (id: string, errors: Errors): Board => {
    const board = boards.get(id)
    if (board !== undefined) return board
    throw errors.NOT_FOUND({
      message: `There is no board ${id}. It may have been forgotten; look at the list of boards.`,
      data: { code: 'board-unknown' },
    })
  }
  const jobOf = (id: string, errors: Errors): Job => {
    const job = jobs.get(id)
    if (job !== undefined) return job
    throw errors.NOT_FOUND({ message: `There is no job ${id}.`, data: { code: 'job-unknown' } })
  }
  const imageOf = (id: string, errors: Errors) => {
    const image = images.get(id)
    if (image !== undefined) return image
    throw errors.NOT_FOUND({
      message: `There is no image ${id} in the library. It may have been removed; import it again.`,
      data: { code: 'image-missing' },
    })
  }
  /** Arms nothing by itself: tells the board's agent that its job is there. */
  const armed = (job: Job): Job => {
    boards.change(job.boardId, { netboot: 'agent' })
    agents.wake(job.boardId)
    audit(job.kind, job.boardId, { job: job.id, image: job.imageId, target: job.target })
    return job
  }

  return os.router({
    station: {
      snapshot: os.station.snapshot.handler(() => station.snapshot()),
      watch: os.station.watch.handler(({ signal }) =>
        station.changes.follow(
          () => ({ kind: 'snapshot', snapshot: station.snapshot() }),
          signal ?? new AbortController().signal,
        ),
      ),
      dismissWarning: os.station.dismissWarning.handler(({ input }) =>
        station.warnings.dismiss(input.id),
      ),
      doctor: os.station.doctor.handler(() => examine(station)),
    },
    boards: {
      list: os.boards.list.handler(() => boards.list()),
      rename: os.boards.rename.handler(({ input, errors }) =>
        changed(boards.change(input.id, { name: input.name === '' ? null : input.name }), () =>
          boardOf(input.id, errors),
        ),
      ),
      setSlot: os.boards.setSlot.handler(({ input, errors }) =>
        changed(boards.change(input.id, { slot: input.slot === '' ? null : input.slot }), () =>
          boardOf(input.id, errors),
        ),
      ),
      setNetboot: os.boards.setNetboot.handler(({ input, errors }) => {
        boardOf(input.id, errors)
        audit('set-netboot', input.id, { netboot: input.netboot })
        return changed(boards.change(input.id, { netboot: input.netboot }), () =>
          boardOf(input.id, errors),
        )
      }),
      approve: os.boards.approve.handler(({ input, errors }) => {
        boardOf(input.id, errors)
        audit('approve', input.id)
        return changed(boards.change(input.id, { approved: true }), () => boardOf(input.id, errors))
      }),
      reboot: os.boards.reboot.handler(({ input, errors }) => {
        const board = readyBoard(boardOf(input.id, errors), errors)
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
      identify: os.boards.identify.handler(({ input, errors }) =>
        agents.command(readyBoard(boardOf(input.id, errors), errors).id, 'identify'),
      ),
      forget: os.boards.forget.handler(({ input, errors }) => {
        const board = boardOf(input.id, errors)
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
    },
    jobs: {
      list: os.jobs.list.handler(() => jobs.list()),
      deploy: os.jobs.deploy.handler(({ input, errors }) => {
        const board = boardOf(input.boardId, errors)
        const wish = {
          kind: 'deploy',
          image: imageOf(input.imageId, errors),
          ...targetOf(input),
        } as const
        return armed(accepted(errors, jobs.arm(board, wish)))
      }),
      backup: os.jobs.backup.handler(({ input, errors }) => {
        const board = boardOf(input.boardId, errors)
        const wish = { kind: 'backup', imageName: input.imageName, ...targetOf(input) } as const
        return armed(accepted(errors, jobs.arm(board, wish)))
      }),
      cancel: os.jobs.cancel.handler(({ input, errors }) => {
        const job = jobOf(input.id, errors)
        audit('cancel', job.boardId, { job: job.id })
        const after = jobs.advance(job.id, { kind: 'cancel' }) ?? job
        agents.wake(job.boardId)
        return after
      }),
      retry: os.jobs.retry.handler(({ input, errors }) => {
        const job = jobOf(input.id, errors)
        const image = job.imageId === null ? undefined : images.get(job.imageId)
        return armed(accepted(errors, jobs.retry(job, boardOf(job.boardId, errors), image)))
      }),
      log: os.jobs.log.handler(({ input, errors }) => ({
        text: jobs.log(jobOf(input.id, errors).id),
      })),
    },
    images: {
      list: os.images.list.handler(() => images.list()),
      import: os.images.import.handler(({ input }) => {
        audit('import', input.path)
        const { path, name, bmapPath } = input
        return imports.start(
          {
            path,
            fileName: path,
            ...(name === undefined ? {} : { name }),
            ...(bmapPath === undefined ? {} : { bmapPath }),
          },
          () => undefined,
        )
      }),
      cancelImport: os.images.cancelImport.handler(({ input, errors }) => {
        if (imports.cancel(input.id)) return
        throw errors.NOT_FOUND({
          message: 'This import is not running any more.',
          data: { code: 'import-over' },
        })
      }),
      rename: os.images.rename.handler(async ({ input, errors }) => {
        imageOf(input.id, errors)
        const result = await images.rename(input.id, input.name)
        if (result.kind === 'refused') throw refused(errors, result)
        const image = imageOf(input.id, errors)
        station.changes.publish({ kind: 'imageChanged', image })
        return image
      }),
      remove: os.images.remove.handler(async ({ input, errors }) => {
        imageOf(input.id, errors)
        if (jobs.usesImage(input.id)) {
          throw refused(errors, {
            kind: 'refused',
            code: 'image-in-use',
            message:
              'A job that has not ended needs this image. Cancel the job or wait for its end, then remove the image.',
          })
        }
        audit('remove-image', input.id)
        const result = await images.remove(input.id)
        if (result.kind === 'refused') throw refused(errors, result)
        station.changes.publish({ kind: 'imageRemoved', id: input.id })
      }),
    },
  })
}

/** The router's type, for callers in the same process. */
export type Router = ReturnType<typeof createRouter>

function targetOf(input: { targetPath: string; targetSizeBytes: number }) {
  return { targetPath: input.targetPath, targetSizeBytes: input.targetSizeBytes }
}

function refused(errors: Errors, { code, message }: Refusal): Error {
  return errors.REFUSED({ message, data: { code } })
}

function accepted(errors: Errors, result: Job | Refusal): Job {
  if (result.kind === 'refused') throw refused(errors, result)
  return result
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
