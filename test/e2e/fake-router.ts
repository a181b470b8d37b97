import { implement } from '@orpc/server'
import { contract } from '../../contract/contract.ts'
import { isOpen } from '../../contract/job.ts'
import type { StationEvent } from '../../contract/station-event.ts'
import type { FakeBench } from './fake-bench.ts'

type NotFound = { NOT_FOUND: (options: { message: string; data: { code: string } }) => Error }

/** The contract over a stand-in bench. Files named `broken…` are refused, as the real station refuses a bad image. */
export function fakeRouter(bench: FakeBench) {
  const on = implement(contract)

  function find<Row>(rows: ReadonlyMap<string, Row>, id: string, errors: NotFound): Row {
    const row = rows.get(id)
    if (!row)
      throw errors.NOT_FOUND({
        message: `There is no ${id} any more.`,
        data: { code: 'not-found' },
      })
    return row
  }

  return on.router({
    station: {
      snapshot: on.station.snapshot.handler(() => bench.snapshot()),
      watch: on.station.watch.handler(({ signal }) => watch(bench, signal)),
      dismissWarning: on.station.dismissWarning.handler(({ input }) => {
        const warnings = bench.status.warnings.filter(({ id }) => id !== input.id)
        bench.setStatus({ ...bench.status, warnings })
      }),
      doctor: on.station.doctor.handler(() => []),
    },
    boards: {
      list: on.boards.list.handler(() => [...bench.boards.values()]),
      rename: on.boards.rename.handler(({ input, errors }) =>
        bench.setBoard({ ...find(bench.boards, input.id, errors), name: input.name || null }),
      ),
      setSlot: on.boards.setSlot.handler(({ input, errors }) =>
        bench.setBoard({ ...find(bench.boards, input.id, errors), slot: input.slot || null }),
      ),
      setNetboot: on.boards.setNetboot.handler(({ input, errors }) =>
        bench.setBoard({ ...find(bench.boards, input.id, errors), netboot: input.netboot }),
      ),
      approve: on.boards.approve.handler(({ input, errors }) =>
        bench.setBoard({
          ...find(bench.boards, input.id, errors),
          approved: true,
          stage: { kind: 'ready', since: Date.now() },
        }),
      ),
      reboot: on.boards.reboot.handler(({ input }) => {
        bench.setStage(input.id, { kind: 'power', since: Date.now() })
      }),
      identify: on.boards.identify.handler(({ input, errors }) => {
        find(bench.boards, input.id, errors)
      }),
      forget: on.boards.forget.handler(({ input }) => bench.forgetBoard(input.id)),
    },
    jobs: {
      list: on.jobs.list.handler(() => [...bench.jobs.values()]),
      deploy: on.jobs.deploy.handler(({ input, errors }) => {
        const image = find(bench.images, input.imageId, errors)
        const storage = find(bench.boards, input.boardId, errors).storages.find(
          ({ path }) => path === input.targetPath,
        )
        if (!storage || storage.sizeBytes !== input.targetSizeBytes) {
          throw errors.REFUSED({
            message: 'The storage changed. Look again.',
            data: { code: 'target-changed' },
          })
        }
        const target = { path: storage.path, sizeBytes: storage.sizeBytes, cid: storage.cid }
        return bench.addJob({
          kind: 'deploy',
          boardId: input.boardId,
          imageId: image.id,
          imageName: image.name,
          target,
        })
      }),
      backup: on.jobs.backup.handler(({ input }) =>
        bench.addJob({
          kind: 'backup',
          boardId: input.boardId,
          imageId: null,
          imageName: input.imageName,
          target: { path: input.targetPath, sizeBytes: input.targetSizeBytes, cid: '' },
        }),
      ),
      cancel: on.jobs.cancel.handler(({ input, errors }) => {
        const job = find(bench.jobs, input.id, errors)
        if (!isOpen(job))
          throw errors.REFUSED({ message: 'The job has already ended.', data: { code: 'ended' } })
        const { state } = job
        return bench.setJob({
          ...job,
          state:
            'progress' in state
              ? { kind: 'cancelling', progress: state.progress }
              : { kind: 'cancelled', finishedAt: Date.now() },
        })
      }),
      retry: on.jobs.retry.handler(({ input, errors }) =>
        bench.addJob(find(bench.jobs, input.id, errors)),
      ),
      log: on.jobs.log.handler(({ input, errors }) => {
        const job = find(bench.jobs, input.id, errors)
        return { text: logText(job.boardLabel, job.target.path, job.imageName) }
      }),
    },
    images: {
      list: on.images.list.handler(() => [...bench.images.values()]),
      import: on.images.import.handler(({ input, errors }) => {
        const fileName = input.path.split('/').at(-1) ?? input.path
        if (fileName.startsWith('broken')) {
          throw errors.REFUSED({
            message: `${fileName} ends too early. Copy it again.`,
            data: { code: 'truncated' },
          })
        }
        return startImport(bench, fileName, 700_000_000)
      }),
      cancelImport: on.images.cancelImport.handler(({ input, errors }) => {
        bench.setImport({ ...find(bench.imports, input.id, errors), state: { kind: 'cancelled' } })
      }),
      rename: on.images.rename.handler(({ input, errors }) =>
        bench.setImage({ ...find(bench.images, input.id, errors), name: input.name }),
      ),
      remove: on.images.remove.handler(({ input }) => bench.removeImage(input.id)),
    },
  })
}

/** Begins an import that ends by itself after some ticks. */
export function startImport(bench: FakeBench, fileName: string, bytesTotal: number) {
  return bench.setImport({
    id: bench.newId('import'),
    fileName,
    state: { kind: 'running', bytesRead: 0, bytesTotal, rawBytes: 0 },
  })
}

async function* watch(
  bench: FakeBench,
  signal: AbortSignal | undefined,
): AsyncGenerator<StationEvent> {
  let events: StationEvent[] = []
  let wake: (() => void) | null = null
  const wakeUp = () => wake?.()
  const stop = bench.listen((event) => {
    events.push(event)
    wakeUp()
  })
  signal?.addEventListener('abort', wakeUp)
  try {
    yield { kind: 'snapshot', snapshot: bench.snapshot() }
    while (!signal?.aborted) {
      if (events.length === 0) await new Promise<void>((resolve) => (wake = resolve))
      const batch = events
      events = []
      yield* batch
    }
  } finally {
    stop()
    signal?.removeEventListener('abort', wakeUp)
  }
}

function logText(board: string, path: string, image: string): string {
  return [
    `12:00:01 ${board}: job received: ${image} to ${path}`,
    '12:00:01 storage has the confirmed size and CID',
    '12:00:02 first 1 MiB zeroed and flushed',
    '12:00:02 discard: 7818182656 bytes in 0.4 s',
    '12:00:03 writing 946 chunks',
    '12:00:19 written, reading back past the caches',
    '12:00:31 946 of 946 chunks match',
    '12:00:31 first 1 MiB written, read back, matched',
  ].join('\n')
}
