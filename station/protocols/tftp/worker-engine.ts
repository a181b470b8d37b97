import { Worker } from 'node:worker_threads'
import { type ByteSource, closeSource } from './byte-source.ts'
import type { TransferEnd, TransferSpecification } from './transfer.ts'
import type { TransferEngine, TransferReport } from './transfer-engine.ts'
import type {
  FromWorker,
  RemoteSource,
  ToWorker,
  WorkerSockets,
  WorkerStart,
} from './worker-messages.ts'

export type WorkerEngineOptions = {
  readonly threads: number
  /** Transfer sockets are opened in the threads. */
  readonly sockets: WorkerSockets
  readonly report: (report: TransferReport) => void
}

/** Starts threads that run transfers, so that the station's main thread stays free. */
export function createWorkerEngine(options: WorkerEngineOptions): TransferEngine {
  return new WorkerEngine(options)
}

class WorkerEngine implements TransferEngine {
  readonly #threads: TransferThread[]
  readonly #owner = new Map<number, TransferThread>()
  readonly #report: (report: TransferReport) => void

  constructor(options: WorkerEngineOptions) {
    this.#report = options.report
    const start: WorkerStart = { sockets: options.sockets }
    this.#threads = Array.from(
      { length: options.threads },
      () => new TransferThread(start, (report) => this.#reported(report)),
    )
  }

  start(specification: TransferSpecification): void {
    const thread = this.#threads.reduce((least, other) => (other.load < least.load ? other : least))
    this.#owner.set(specification.id, thread)
    thread.start(specification)
  }

  repeatFirstPacket(id: number): void {
    this.#owner.get(id)?.tell({ kind: 'repeat', id })
  }

  cancel(id: number, end: TransferEnd, reason: string): void {
    this.#owner.get(id)?.tell({ kind: 'cancel', id, end, reason })
  }

  async stop(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.stop()))
  }

  #reported(report: TransferReport): void {
    if (report.kind === 'ended') this.#owner.delete(report.id)
    this.#report(report)
  }
}

/** One worker thread and the sources of its transfers; if it dies, the next transfer starts another. */
class TransferThread {
  readonly #start: WorkerStart
  readonly #report: (report: TransferReport) => void
  readonly #sources = new Map<number, ByteSource>()
  /** Set while stop() waits for the thread's last word. */
  #stopped: (() => void) | undefined
  #worker: Worker | undefined

  constructor(start: WorkerStart, report: (report: TransferReport) => void) {
    this.#start = start
    this.#report = report
    this.#worker = this.#launch()
  }

  get load(): number {
    return this.#sources.size
  }

  start({ source, ...specification }: TransferSpecification): void {
    this.#worker ??= this.#launch()
    this.#sources.set(specification.id, source)
    this.tell({ kind: 'start', specification, source: remoteSource(source) })
  }

  tell(message: ToWorker): void {
    this.#worker?.postMessage(message)
  }

  async stop(): Promise<void> {
    if (this.#worker !== undefined) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#stopped = resolve
      this.tell({ kind: 'stop' })
      await promise
    }
    await this.#worker?.terminate()
    this.#abandonAll({ kind: 'replaced' })
  }

  #launch(): Worker {
    const worker = new Worker(new URL('./transfer-worker.ts', import.meta.url), {
      workerData: this.#start,
    })
    worker.on('message', (message: FromWorker) => this.#handle(message))
    worker.once('error', (error) => this.#died(error.message))
    return worker
  }

  #handle(message: FromWorker): void {
    switch (message.kind) {
      case 'report':
        if (message.report.kind === 'ended') this.#forget(message.report.id)
        this.#report(message.report)
        return
      case 'read':
        void this.#read(message.id, message.offset, message.length)
        return
      case 'close':
        this.#forget(message.id)
        return
      case 'stopped':
        this.#stopped?.()
        return
      default:
        message satisfies never
    }
  }

  async #read(id: number, offset: number, length: number): Promise<void> {
    const source = this.#sources.get(id)
    if (source?.kind !== 'reader') return
    try {
      // A copy: the piece may be a view on something that is used again. (`slice` would not do:
      // on a Buffer it makes another view, and giving that away would empty the original.)
      const bytes = new Uint8Array(await source.read(offset, length))
      this.#worker?.postMessage({ kind: 'piece', id, bytes } satisfies ToWorker, [bytes.buffer])
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      this.tell({ kind: 'piece-failed', id, reason })
    }
  }

  #forget(id: number): void {
    const source = this.#sources.get(id)
    this.#sources.delete(id)
    if (source !== undefined) closeSource(source)
  }

  /** Never by a packet; by lack of memory, say. Its transfers are lost, the next ones are not. */
  #died(reason: string): void {
    const message = `The thread that sent the file failed: ${reason}`
    this.#worker = undefined
    this.#abandonAll({ kind: 'error', message })
    this.#stopped?.()
  }

  #abandonAll(end: TransferEnd): void {
    for (const id of [...this.#sources.keys()]) {
      this.#forget(id)
      this.#report({ kind: 'ended', id, bytes: 0, resends: 0, end })
    }
  }
}

/** Below this a copy per transfer is cheaper than memory that lives as long as the file. */
const sharedFromBytes = 64 * 1024
const sharedCopies = new WeakMap<Uint8Array, Uint8Array>()

/** Large files are put into shared memory once, however many boards fetch them. */
function remoteSource(source: ByteSource): RemoteSource {
  if (source.kind === 'reader') return { kind: 'reader', size: source.size }
  if (source.kind === 'file') return source
  const { bytes } = source
  if (bytes.buffer instanceof SharedArrayBuffer) return { kind: 'bytes', bytes }
  if (bytes.length < sharedFromBytes) return { kind: 'bytes', bytes: new Uint8Array(bytes) }
  const known = sharedCopies.get(bytes)
  if (known !== undefined) return { kind: 'bytes', bytes: known }
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length))
  shared.set(bytes)
  sharedCopies.set(bytes, shared)
  return { kind: 'bytes', bytes: shared }
}
