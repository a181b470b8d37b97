import { type ChildProcess, fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { type PortDouble, PortWire, type WireMessage } from './message-ports.ts'

const shim = new URL('./parent-port.ts', import.meta.url).href

/** A stand-in for Electron's UtilityProcess: a real process of its own, on plain Node. */
export class UtilityProcessDouble extends EventEmitter {
  readonly #child: ChildProcess
  readonly #wire: PortWire

  constructor(modulePath: string, words: readonly string[]) {
    super()
    this.#child = fork(modulePath, words, {
      execArgv: ['--import', shim],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    this.#wire = new PortWire((message) => this.#send(message))
    this.#child.on('message', (message: WireMessage) => {
      if (message.kind === 'message') this.emit('message', message.data)
      else this.#wire.take(message)
    })
    this.#child.on('exit', (code, signal) => {
      this.#wire.closeAll()
      this.emit('exit', code ?? (signal === null ? 0 : 128))
    })
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** Null while it runs. */
  get exitCode(): number | null {
    return this.#child.exitCode
  }

  get stdout(): ChildProcess['stdout'] {
    return this.#child.stdout
  }

  get stderr(): ChildProcess['stderr'] {
    return this.#child.stderr
  }

  postMessage(data: unknown, transfer: readonly PortDouble[] = []): void {
    const ports = transfer.map((port) => this.#wire.handOver(port))
    this.#send({ kind: 'message', data, ports })
  }

  kill(): boolean {
    return this.#child.kill()
  }

  #send(message: WireMessage): void {
    if (this.#child.connected) this.#child.send(message)
  }
}
