import { Worker } from 'node:worker_threads'
import type { CompressedChunk } from './compress-chunk.ts'

type Member = { worker: Worker; waiting: ((chunk: CompressedChunk | Error) => void)[] }

/** Threads that compress and hash chunks. Each answers in the order in which it was asked. */
export class ChunkPool {
  readonly #workerCount: number
  readonly #level: number
  readonly #members: Member[] = []
  #failure: Error | null = null

  constructor(workerCount: number, level: number) {
    this.#workerCount = workerCount
    this.#level = level
  }

  /** Moves `bytes` to a thread: the caller must not use them any more. Never rejects. */
  compress(bytes: Uint8Array<ArrayBuffer>): Promise<CompressedChunk | Error> {
    if (this.#failure) return Promise.resolve(this.#failure)
    const member = this.#leastBusy()
    return new Promise((resolve) => {
      member.waiting.push(resolve)
      member.worker.postMessage(bytes, [bytes.buffer])
    })
  }

  async close() {
    await Promise.all(this.#members.map(({ worker }) => worker.terminate()))
  }

  /** Threads are made when there is work for them: what is refused at its first bytes needs none. */
  #leastBusy(): Member {
    const [first, ...rest] = this.#members
    if (!first) return this.#createMember()
    const member = rest.reduce((a, b) => (b.waiting.length < a.waiting.length ? b : a), first)
    const more = member.waiting.length > 0 && this.#members.length < this.#workerCount
    return more ? this.#createMember() : member
  }

  #createMember(): Member {
    const worker = new Worker(new URL('./chunk-worker.ts', import.meta.url), {
      workerData: { level: this.#level },
      execArgv: [],
    })
    const member: Member = { worker, waiting: [] }
    worker.on('message', (chunk: CompressedChunk) => member.waiting.shift()?.(chunk))
    worker.on('error', (error) =>
      this.#fail(error instanceof Error ? error : new Error(String(error))),
    )
    worker.on('exit', () => this.#fail(new Error('a compression thread ended')))
    this.#members.push(member)
    return member
  }

  #fail(error: Error) {
    this.#failure ??= error
    for (const { waiting } of this.#members) for (const resolve of waiting.splice(0)) resolve(error)
  }
}
