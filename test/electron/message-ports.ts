import { EventEmitter } from 'node:events'

/**
 * A stand-in for Electron's MessagePortMain: an event emitter whose messages have their value in `data`, which keeps what comes
 * until `start()`, and which tells the other end when it is closed.
 */
export class PortDouble extends EventEmitter {
  #other: PortDouble | null = null
  #waiting: unknown[] | null = []
  #isClosed = false

  static pair(): readonly [PortDouble, PortDouble] {
    const [one, two] = [new PortDouble(), new PortDouble()]
    one.#other = two
    two.#other = one
    return [one, two]
  }

  postMessage(message: unknown): void {
    const copy: unknown = structuredClone(message)
    setImmediate(() => this.#other?.take(copy))
  }

  start(): void {
    const waiting = this.#waiting ?? []
    this.#waiting = null
    for (const data of waiting) this.emit('message', { data, ports: [] })
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    const other = this.#other
    this.#other = null
    // After the messages that are under way, as a pipe would.
    setImmediate(() => setImmediate(() => other?.closed()))
  }

  private take(data: unknown): void {
    if (this.#waiting === null) this.emit('message', { data, ports: [] })
    else this.#waiting.push(data)
  }

  private closed(): void {
    this.#isClosed = true
    this.emit('close')
  }
}

/** What goes over a wire in the place of a port: the stand-in can't hand a port to another process, only what it says. */
export type WireMessage =
  | { readonly kind: 'message'; readonly data: unknown; readonly ports: readonly number[] }
  | { readonly kind: 'port'; readonly id: number; readonly data: unknown }
  | { readonly kind: 'close'; readonly id: number }

/** Carries the messages of ports over a wire (another process, a page): one number for each port that was handed over. */
export class PortWire {
  readonly #ports = new Map<number, PortDouble>()
  readonly #send: (message: WireMessage) => void
  #next = 1

  constructor(send: (message: WireMessage) => void) {
    this.#send = send
  }

  /** Hands this port over: what it hears is sent, what is sent to us it says. Returns its number. */
  handOver(port: PortDouble): number {
    const id = this.#next
    this.#next += 1
    this.attach(id, port)
    return id
  }

  attach(id: number, port: PortDouble): void {
    this.#ports.set(id, port)
    port.on('message', ({ data }: { data: unknown }) => this.#send({ kind: 'port', id, data }))
    port.on('close', () => {
      if (this.#ports.delete(id)) this.#send({ kind: 'close', id })
    })
    port.start()
  }

  /** Takes what came over the wire. */
  take(message: Exclude<WireMessage, { kind: 'message' }>): void {
    const port = this.#ports.get(message.id)
    if (message.kind === 'port') port?.postMessage(message.data)
    else if (this.#ports.delete(message.id)) port?.close()
  }

  /** The other end is gone. */
  closeAll(): void {
    for (const port of this.#ports.values()) port.close()
    this.#ports.clear()
  }
}
