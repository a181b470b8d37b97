import { Worker } from 'node:worker_threads'
import type { CompressedChunk } from './compress-chunk.ts'

type Member = { worker: Worker; waiting: ((chunk: CompressedChunk | Error) => void)[] }

/** Threads that compress and hash chunks. Each answers in the order in which it was asked. */
export class ChunkPool {
  readonly #members: Member[]
  #failure: Error | null = null

  constructor(workerCount: number, level: number) {
    this.#members = Array.from({ length: workerCount }, () => this.#createMember(level))
  }

  /** Moves `bytes` to a thread: the caller must not use them any more. Never rejects. */
  compress(bytes: Uint8Array<ArrayBuffer>): Promise<CompressedChunk | Error> {
    if (this.#failure) return Promise.resolve(this.#failure)
    const member = this.#members.reduce((a, b) => (b.waiting.length < a.waiting.length ? b : a))
    return new Promise((resolve) => {
      member.waiting.push(resolve)
      member.worker.postMessage(bytes, [bytes.buffer])
    })
  }

  async close() {
    await Promise.all(this.#members.map(({ worker }) => worker.terminate()))
  }

  #createMember(level: number): Member {
    const worker = new Worker(new URL('./chunk-worker.ts', import.meta.url), {
      workerData: { level },
      execArgv: [],
    })
    const member: Member = { worker, waiting: [] }
    worker.on('message', (chunk: CompressedChunk) => member.waiting.shift()?.(chunk))
    worker.on('error', (error) =>
      this.#fail(error instanceof Error ? error : new Error(String(error))),
    )
    worker.on('exit', () => this.#fail(new Error('a compression thread ended')))
    return member
  }

  #fail(error: Error) {
    this.#failure ??= error
    for (const { waiting } of this.#members) for (const resolve of waiting.splice(0)) resolve(error)
  }
}
