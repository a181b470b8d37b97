import { parentPort, workerData } from 'node:worker_threads'
import type { ImageProgress, ImageTask, TaskContext } from './image-tasks.ts'
import { importImage } from './import-image.ts'
import { ImageRefusal, toRefused } from './refusal.ts'
import { sealBackup } from './seal-backup.ts'
import { checkChunks, verifyImage } from './verify-image.ts'

// The thread that does one task of `runImageTask` and ends.

const progressInterval = 100
const { task, cancelled } = workerData as { task: ImageTask; cancelled: Int32Array }

function createContext(): TaskContext {
  let reportedAt = 0
  return {
    checkCancelled: () => {
      if (Atomics.load(cancelled, 0) === 0) return
      throw new ImageRefusal('cancelled', 'This was cancelled. Nothing of it was kept.')
    },
    progress: (progress: ImageProgress) => {
      const now = performance.now()
      if (now - reportedAt < progressInterval) return
      reportedAt = now
      parentPort?.postMessage({ kind: 'progress', progress })
    },
  }
}

function run(context: TaskContext) {
  switch (task.kind) {
    case 'import':
      return importImage(task, context)
    case 'verify':
      return verifyImage(task, context)
    case 'check-chunks':
      return checkChunks(task, context)
    case 'seal-backup':
      return sealBackup(task, context)
    default:
      return task satisfies never
  }
}

try {
  parentPort?.postMessage({ kind: 'ok', value: await run(createContext()) })
} catch (error) {
  parentPort?.postMessage(toRefused(error))
}
