import { Worker } from 'node:worker_threads'
import type { ImageProgress, ImageTask, ImageTaskOutcomes } from './image-tasks.ts'
import { type Refused, refused } from './refusal.ts'

export type TaskOptions = { signal?: AbortSignal; onProgress?: (progress: ImageProgress) => void }

type Message<T> = { kind: 'progress'; progress: ImageProgress } | { kind: 'ok'; value: T } | Refused

/**
 * Runs one heavy task on a thread of its own. Cancelling asks the thread to end by itself, so that no native
 * decoder is torn down in the middle; the answer then has the code `cancelled`. Never rejects.
 */
export function runImageTask<K extends ImageTask['kind']>(
  task: Extract<ImageTask, { kind: K }>,
  { signal, onProgress }: TaskOptions = {},
): Promise<{ kind: 'ok'; value: ImageTaskOutcomes[K] } | Refused> {
  const cancelled = new Int32Array(new SharedArrayBuffer(4))
  const cancel = () => Atomics.store(cancelled, 0, 1)
  if (signal?.aborted) cancel()
  signal?.addEventListener('abort', cancel)
  return new Promise<{ kind: 'ok'; value: ImageTaskOutcomes[K] } | Refused>((resolve) => {
    let outcome: { kind: 'ok'; value: ImageTaskOutcomes[K] } | Refused | null = null
    const worker = new Worker(new URL('./image-worker.ts', import.meta.url), {
      workerData: { task, cancelled },
      execArgv: [],
    })
    worker.on('message', (message: Message<ImageTaskOutcomes[K]>) => {
      if (message.kind === 'progress') onProgress?.(message.progress)
      else outcome = message
    })
    worker.on('error', (error) => {
      outcome ??= threadEnded(error instanceof Error ? error.message : String(error))
    })
    worker.on('exit', () => resolve(outcome ?? threadEnded('it gave no answer')))
  }).finally(() => signal?.removeEventListener('abort', cancel))
}

function threadEnded(reason: string): Refused {
  return refused(
    'internal',
    `The thread that worked on the image ended unexpectedly (${reason}). Try again; if it happens again, report it with this text.`,
  )
}
