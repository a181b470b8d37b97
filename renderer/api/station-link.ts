import type { StationEvent } from '../../contract/station-event.ts'
import type { StationClient } from './client.ts'
import { Pause, within } from './pause.ts'
import { reconnectDelay } from './reconnect-delay.ts'
import type { OpenTransport, Transport } from './transport.ts'

/** The life of the connection to the station. Times are milliseconds since 1970. */
export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'lost'; readonly since: number; readonly retryAt: number }

export type StationLinkOptions = {
  readonly open: OpenTransport
  readonly onConnection: (connection: Connection) => void
  readonly onEvent: (event: StationEvent) => void
  /** Milliseconds: between two pings, and until one must be answered. */
  readonly pingEvery?: number
  readonly pingLimit?: number
}

const connectLimit = 10_000

/**
 * Keeps a way to the station and the subscription on it. Whatever ends either of them, both are made anew after a growing
 * delay; the stream begins with a snapshot, so nothing needs to be remembered. A connection whose other end has vanished
 * without a word (a pulled cable, a computer that slept) is found by a ping that is not answered.
 */
export class StationLink {
  readonly #options: StationLinkOptions
  readonly #retryPause = new Pause()
  readonly #pingPause = new Pause()
  #client: StationClient | null = null
  #transport: Transport | null = null
  #lostSince: number | null = null
  #attempt = 0
  #stopped = false

  constructor(options: StationLinkOptions) {
    this.#options = options
  }

  /** Connects, and keeps connected until `stop`. */
  async start(): Promise<void> {
    this.#options.onConnection({ kind: 'connecting' })
    while (!this.#stopped) {
      await this.#session()
      if (!this.#stopped) await this.#waitForRetry()
    }
  }

  stop(): void {
    this.#stopped = true
    this.#transport?.close()
    this.#retryPause.end()
    this.#pingPause.end()
  }

  /** The client while the connection is live, else null. */
  get client(): StationClient | null {
    return this.#client
  }

  /** Something may have changed: tries at once instead of waiting, or looks whether the connection is still alive. */
  checkNow(): void {
    this.#retryPause.end()
    this.#pingPause.end()
  }

  /** From opening a way to the station until it is lost. */
  async #session(): Promise<void> {
    try {
      this.#transport = await this.#opened()
      const { client } = this.#transport
      await Promise.race([this.#follow(client), this.#keepPinging(client)])
    } catch (error) {
      if (!this.#stopped) console.warn('The connection to the station ended:', error)
    }
    this.#transport?.close()
    this.#transport = null
    this.#client = null
    this.#pingPause.end()
  }

  #opened(): Promise<Transport> {
    const opening = this.#options.open()
    return within(connectLimit, opening, 'The station did not answer.').catch((error: unknown) => {
      // It may still open, and nobody would close it. If it fails instead, there is nothing to close.
      opening.then((late) => late.close()).catch(() => undefined)
      throw error
    })
  }

  async #follow(client: StationClient): Promise<void> {
    for await (const events of await client.station.watchGroups()) {
      // A connection that was given up may still deliver something.
      if (this.#transport?.client !== client) return
      if (events.some(({ kind }) => kind === 'snapshot')) this.#live(client)
      for (const event of events) this.#options.onEvent(event)
    }
  }

  async #keepPinging(client: StationClient): Promise<never> {
    const { pingEvery = 5000, pingLimit = 5000 } = this.#options
    for (;;) {
      await this.#pingPause.wait(pingEvery)
      await within(pingLimit, client.station.ping(), 'The station answers no more.')
    }
  }

  #live(client: StationClient): void {
    this.#client = client
    this.#lostSince = null
    this.#attempt = 0
    this.#options.onConnection({ kind: 'live' })
  }

  async #waitForRetry(): Promise<void> {
    this.#attempt += 1
    this.#lostSince ??= Date.now()
    const delay = reconnectDelay(this.#attempt)
    this.#options.onConnection({
      kind: 'lost',
      since: this.#lostSince,
      retryAt: Date.now() + delay,
    })
    await this.#retryPause.wait(delay)
  }
}
