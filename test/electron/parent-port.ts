// Loaded before the module of a stand-in utility process: gives it the `process.parentPort` that Electron would.
import { EventEmitter } from 'node:events'
import { PortDouble, PortWire, type WireMessage } from './message-ports.ts'

/** Keeps what comes until somebody listens, as Electron's does. */
class ParentPortDouble extends EventEmitter {
  #waiting: unknown[] | null = []

  take(event: { readonly data: unknown; readonly ports: readonly PortDouble[] }): void {
    if (this.#waiting === null) this.emit('message', event)
    else this.#waiting.push(event)
  }

  override on(event: string, listener: (...values: never[]) => void): this {
    super.on(event, listener as (...values: unknown[]) => void)
    const waiting = this.#waiting ?? []
    this.#waiting = null
    for (const message of waiting) this.emit('message', message)
    return this
  }

  postMessage(data: unknown): void {
    send({ kind: 'message', data, ports: [] })
  }
}

const send = (message: WireMessage): void => {
  process.send?.(message)
}
const wire = new PortWire(send)
const parentPort = new ParentPortDouble()

function receivePort(id: number): PortDouble {
  const [inside, given] = PortDouble.pair()
  wire.attach(id, inside)
  return given
}

process.on('message', (message: WireMessage) => {
  if (message.kind !== 'message') wire.take(message)
  else parentPort.take({ data: message.data, ports: message.ports.map(receivePort) })
})
process.on('disconnect', () => process.exit(1))
Object.assign(process, { parentPort })
