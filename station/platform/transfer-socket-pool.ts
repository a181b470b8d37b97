import type dgram from 'node:dgram'
import { openTransferSockets } from './broker.ts'
import type { BrokerRefusal } from './broker-refusal.ts'

export interface TransferSocketPoolOptions {
  readonly brokerPath: string
  readonly interfaceName: string
  readonly allowLoopback?: boolean
}

/** One run of the broker opens so many; the pool asks again when half of them are gone. */
const batchSize = 16

/**
 * UDP sockets on free ports of one interface, a few of them opened ahead of time, because one
 * run of the broker takes about 30 ms, whether it opens one socket or sixteen. Works in worker
 * threads too.
 */
export class TransferSocketPool {
  readonly #options: TransferSocketPoolOptions
  #ready: dgram.Socket[] = []
  #filling: Promise<BrokerRefusal | null> | null = null
  #isStopped = false

  constructor(options: TransferSocketPoolOptions) {
    this.#options = options
  }

  /** Opens the first sockets; the refusal, if the broker gives one, otherwise null. */
  start(): Promise<BrokerRefusal | null> {
    return this.#fill()
  }

  /** A socket for the caller to close. Rejects with the broker's sentence when there is none. */
  async take(): Promise<dgram.Socket> {
    for (;;) {
      const socket = this.#ready.pop()
      if (this.#ready.length < batchSize / 2 && !this.#isStopped) void this.#fill()
      if (socket !== undefined) return socket.removeAllListeners('error')
      const refusal = this.#isStopped ? null : await this.#fill()
      if (refusal !== null) throw new Error(refusal.message)
      if (this.#isStopped) throw new Error('the transfer sockets were closed with the server')
    }
  }

  /** Closes the sockets that nobody has taken. */
  stop(): void {
    this.#isStopped = true
    for (const socket of this.#ready) socket.close()
    this.#ready = []
  }

  #fill(): Promise<BrokerRefusal | null> {
    this.#filling ??= this.#openBatch().finally(() => {
      this.#filling = null
    })
    return this.#filling
  }

  async #openBatch(): Promise<BrokerRefusal | null> {
    const result = await openTransferSockets({ ...this.#options, count: batchSize })
    if (result.kind === 'refused') return result
    for (const socket of result.sockets) {
      if (this.#isStopped) socket.close()
      else this.#ready.push(this.#watch(socket))
    }
    return null
  }

  /** A socket that fails before anybody needs it (its interface is gone) is dropped. */
  #watch(socket: dgram.Socket): dgram.Socket {
    return socket.on('error', () => {
      this.#ready = this.#ready.filter((other) => other !== socket)
      socket.close()
    })
  }
}
