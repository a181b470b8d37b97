import type { StationEvent } from '../../contract/station-event.ts'
import { clientOver, type StationClient } from './client.ts'
import { reconnectDelay } from './reconnect-delay.ts'

/** The life of the connection to the station. Times are milliseconds since 1970. */
export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'lost'; readonly since: number; readonly retryAt: number }

export type StationLinkOptions = {
  readonly url: string
  readonly onConnection: (connection: Connection) => void
  readonly onEvent: (event: StationEvent) => void
}

const connectLimit = 10_000

/**
 * Keeps one WebSocket to the station and the subscription on it. Whatever ends either of them, both are made
 * anew after a growing delay; the stream begins with a snapshot, so nothing needs to be remembered.
 */
export class StationLink {
  readonly #options: StationLinkOptions
  #socket: WebSocket | null = null
  #client: StationClient | null = null
  #lostSince: number | null = null
  #attempt = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #stopped = false

  constructor(options: StationLinkOptions) {
    this.#options = options
  }

  start(): void {
    this.#options.onConnection({ kind: 'connecting' })
    this.#open()
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
    this.#socket?.close()
  }

  /** The client while the connection is live, else null. */
  get client(): StationClient | null {
    return this.#client
  }

  /** Tries at once instead of waiting; does nothing while connected or connecting. */
  retryNow(): void {
    if (this.#socket || this.#stopped) return
    clearTimeout(this.#timer)
    this.#open()
  }

  #open(): void {
    const socket = new WebSocket(this.#options.url)
    this.#socket = socket
    const limit = setTimeout(() => socket.close(), connectLimit)
    socket.addEventListener('open', () => {
      clearTimeout(limit)
      this.#watch(socket)
    })
    socket.addEventListener('close', () => {
      clearTimeout(limit)
      this.#lose(socket)
    })
  }

  async #watch(socket: WebSocket): Promise<void> {
    const client = clientOver(socket)
    try {
      for await (const event of await client.station.watch()) {
        if (event.kind === 'snapshot') this.#live(client)
        this.#options.onEvent(event)
      }
    } catch (error) {
      console.warn('The stream of changes from the station ended:', error)
    }
    socket.close()
    this.#lose(socket)
  }

  #live(client: StationClient): void {
    this.#client = client
    this.#lostSince = null
    this.#attempt = 0
    this.#options.onConnection({ kind: 'live' })
  }

  #lose(socket: WebSocket): void {
    if (this.#socket !== socket || this.#stopped) return
    this.#socket = null
    this.#client = null
    this.#attempt += 1
    this.#lostSince ??= Date.now()
    const delay = reconnectDelay(this.#attempt)
    this.#options.onConnection({
      kind: 'lost',
      since: this.#lostSince,
      retryAt: Date.now() + delay,
    })
    this.#timer = setTimeout(() => this.#open(), delay)
  }
}
