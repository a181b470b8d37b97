import { closeSource } from './byte-source.ts'
import {
  Transfer,
  type TransferEnd,
  type TransferSpecification,
  tickMilliseconds,
} from './transfer.ts'
import type { TransferSocket } from './transfer-socket.ts'

/** What an engine tells of its transfers. `bytes` are those that the client acknowledged. */
export type TransferReport =
  /** The client has acknowledged for the first time: it is there and wants this file. */
  | { readonly kind: 'proven'; readonly id: number }
  | { readonly kind: 'progress'; readonly id: number; readonly bytes: number }
  | {
      readonly kind: 'ended'
      readonly id: number
      readonly bytes: number
      /** How often the window, or the first packet, was sent again. */
      readonly resends: number
      readonly end: TransferEnd
    }

/** Runs transfers: on this thread (LocalEngine) or on others (WorkerEngine). */
export type TransferEngine = {
  /** Takes over the source: it is closed when the transfer ends, which is always reported. */
  start(specification: TransferSpecification): void
  /** The client asked again before it had answered. */
  repeatFirstPacket(id: number): void
  /** Ends a transfer; the client is told `reason`. */
  cancel(id: number, end: TransferEnd, reason: string): void
  /** Ends all transfers and frees everything. */
  stop(): Promise<void>
}

const ticksPerProgress = 250 / tickMilliseconds

/**
 * Runs transfers on this thread. One interval serves all of them: a timer per packet is among the
 * dearest things a transfer could do, and a deadline that is 50 ms late does no harm.
 */
export class LocalEngine implements TransferEngine {
  readonly #openSocket: () => Promise<TransferSocket>
  readonly #report: (report: TransferReport) => void
  readonly #tickMilliseconds: number
  readonly #transfers = new Map<number, Transfer>()
  /** Transfers whose socket is still being opened, with the end they were given meanwhile. */
  readonly #opening = new Map<number, TransferEnd | undefined>()
  readonly #reported = new Map<number, number>()
  #interval: NodeJS.Timeout | undefined
  #ticks = 0
  #stopped = false

  /** `tick` is shortened by tests only: all waits are counted in it. */
  constructor(
    openSocket: () => Promise<TransferSocket>,
    report: (report: TransferReport) => void,
    tick = tickMilliseconds,
  ) {
    this.#openSocket = openSocket
    this.#report = report
    this.#tickMilliseconds = tick
  }

  start(specification: TransferSpecification): void {
    this.#opening.set(specification.id, undefined)
    this.#openSocket().then(
      (socket) => this.#opened(specification, socket),
      (error: unknown) => this.#notOpened(specification, error),
    )
  }

  repeatFirstPacket(id: number): void {
    this.#transfers.get(id)?.repeatFirstPacket()
  }

  cancel(id: number, end: TransferEnd, reason: string): void {
    if (this.#opening.has(id)) this.#opening.set(id, end)
    this.#transfers.get(id)?.cancel(end, reason)
  }

  async stop(): Promise<void> {
    this.#stopped = true
    for (const transfer of [...this.#transfers.values()]) {
      transfer.cancel({ kind: 'replaced' }, 'The station has stopped serving files')
    }
  }

  #opened(specification: TransferSpecification, socket: TransferSocket): void {
    const { id, source } = specification
    const end = this.#opening.get(id)
    this.#opening.delete(id)
    if (this.#stopped || end !== undefined) {
      socket.close()
      closeSource(source)
      this.#report({ kind: 'ended', id, bytes: 0, resends: 0, end: end ?? { kind: 'replaced' } })
      return
    }
    const transfer = new Transfer(specification, socket, {
      proven: () => this.#report({ kind: 'proven', id }),
      ended: (ended, how) => this.#ended(ended, how),
    })
    this.#transfers.set(id, transfer)
    this.#interval ??= setInterval(() => this.#tick(), this.#tickMilliseconds)
    transfer.start()
  }

  #notOpened(specification: TransferSpecification, error: unknown): void {
    const { id, source } = specification
    this.#opening.delete(id)
    closeSource(source)
    const reason = error instanceof Error ? error.message : String(error)
    const message = `No socket could be opened for the transfer: ${reason}`
    this.#report({ kind: 'ended', id, bytes: 0, resends: 0, end: { kind: 'error', message } })
  }

  #tick(): void {
    this.#ticks += 1
    const withProgress = this.#ticks % ticksPerProgress === 0
    for (const transfer of this.#transfers.values()) {
      transfer.tick()
      if (withProgress) this.#reportProgress(transfer)
    }
  }

  #reportProgress(transfer: Transfer): void {
    const { id, bytes } = transfer
    if (!this.#transfers.has(id) || this.#reported.get(id) === bytes || bytes === 0) return
    this.#reported.set(id, bytes)
    this.#report({ kind: 'progress', id, bytes })
  }

  #ended(transfer: Transfer, end: TransferEnd): void {
    const { id, bytes, resends } = transfer
    this.#transfers.delete(id)
    this.#reported.delete(id)
    if (this.#transfers.size === 0) {
      clearInterval(this.#interval)
      this.#interval = undefined
    }
    this.#report({ kind: 'ended', id, bytes, resends, end })
  }
}
