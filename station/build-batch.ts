import { type BatchRunner, createBatchRunner } from './batch/batch-runner.ts'
import type { BoardRegistry } from './boards/registry.ts'
import type { ImageLibrary } from './images/library.ts'
import type { Arming } from './provisioning/arming.ts'
import type { Jobs } from './provisioning/jobs.ts'
import type { Audit } from './storage/audit-log.ts'
import { openBatchStore } from './storage/batch-store.ts'
import type { Database } from './storage/database.ts'
import type { RetryingWriter } from './storage/retrying-writer.ts'

/** Makes the runner of batches; it arms through the same door as a person does. */
export function buildBatch(parts: {
  readonly clock: () => number
  readonly log: (message: string) => void
  readonly database: Database
  readonly writer: RetryingWriter
  readonly boards: BoardRegistry
  readonly jobs: Jobs
  readonly images: ImageLibrary
  readonly arming: Arming
  readonly audit: Audit
  readonly onChanged: () => void
}): BatchRunner {
  const { clock, writer, boards, jobs, images, arming, audit, onChanged } = parts
  const store = openBatchStore(parts.database, parts.log)
  return createBatchRunner({
    clock,
    schedule: (milliseconds, work) => {
      const timer = setTimeout(work, milliseconds)
      return () => clearTimeout(timer)
    },
    store: {
      ...store,
      saveLater: (next) => writer.write('batch', () => store.save(next)),
      dismiss: (id) => writer.write(`batch ${id} dismissed`, () => store.dismiss(id)),
    },
    boards: () => boards.list().filter(({ link }) => link !== 'drive'),
    board: boards.get,
    image: (id) => images.get(id),
    openJobOf: jobs.openJobOf,
    job: jobs.get,
    arm: (board, image, storage, batchId) =>
      arming.arm(
        board,
        { kind: 'deploy', image, targetPath: storage.path, targetSizeBytes: storage.sizeBytes },
        batchId,
      ),
    audit,
    onChanged,
  })
}
