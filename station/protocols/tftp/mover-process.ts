import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { ByteSource } from './byte-source.ts'
import {
  cancelLine,
  type MoverReport,
  type MoverSource,
  moverVersion,
  readReport,
  startLine,
} from './mover-messages.ts'
import type { TransferSpecification } from './transfer.ts'

export type MoverOptions = {
  /** The program of native/. */
  readonly moverPath: string
  /** The station's address: the answers come from it. */
  readonly bindAddress: string
  /** Answers leave on this network port only. */
  readonly interfaceName?: string
  /** Tests make all waits shorter: milliseconds of a tick that is 50 ms long. */
  readonly tickMilliseconds?: number
}

export type MoverListener = {
  readonly report: (report: MoverReport) => void
  /** It said something that this station does not know; told once. */
  readonly unknown: (line: string) => void
  /** It has ended, whatever the reason; nothing is reported any more. */
  readonly ended: (reason: string) => void
}

export type MovableSource = Exclude<ByteSource, { kind: 'reader' }>

type Blob = { readonly id: number; users: number }

/** Bytes in the mover that no transfer uses are kept up to this much: all boards fetch the same initramfs. */
const idleBlobBytes = 64 * 1024 * 1024
const errorTextLength = 1000

/** One run of the mover: its process, the orders to it, and the bytes that it holds for us. */
export class MoverProcess {
  readonly #child: ChildProcess
  readonly #listener: MoverListener
  /** In the order of their last use. */
  readonly #blobs = new Map<Uint8Array, Blob>()
  readonly #bytesOf = new Map<number, Uint8Array>()
  readonly #gone = Promise.withResolvers<void>()
  /** Orders until it has said that it understands them; null from then on. */
  #early: (string | Uint8Array)[] | null = []
  #hasToldUnknown = false
  #nextBlob = 1
  #hasEnded = false
  #errorText = ''

  constructor(options: MoverOptions, listener: MoverListener) {
    this.#listener = listener
    this.#child = spawn(options.moverPath, argumentsOf(options), {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {},
    })
    this.#child.on('error', (error) => this.#ended(error.message))
    this.#child.on('close', (code, signal) => this.#ended(this.#describeExit(code, signal)))
    // What could not be written was meant for a program that is gone: 'close' tells.
    this.#child.stdin?.on('error', () => undefined)
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errorText = (this.#errorText + text).slice(0, errorTextLength)
    })
    if (this.#child.stdout !== null) {
      createInterface({ input: this.#child.stdout }).on('line', (line) => this.#read(line))
    }
  }

  start({ source, ...specification }: TransferSpecification & { source: MovableSource }): void {
    const size = source.kind === 'file' ? source.size : source.bytes.length
    this.#write(startLine(specification, this.#place(specification.id, source), size))
  }

  repeatFirstPacket(id: number): void {
    this.#write(`repeat ${id}\n`)
  }

  cancel(id: number, reason: string): void {
    this.#write(cancelLine(id, reason))
  }

  /** Ends it; all clients are told. Resolves when it is gone. */
  async stop(): Promise<void> {
    if (this.#hasEnded) return
    this.#child.stdin?.end()
    const limit = setTimeout(() => this.#child.kill('SIGKILL'), 5000)
    await this.#gone.promise
    clearTimeout(limit)
  }

  #place(id: number, source: MovableSource): MoverSource {
    if (source.kind === 'file') return { kind: 'file', path: source.path }
    const blob = this.#blobs.get(source.bytes) ?? this.#give(source.bytes)
    blob.users += 1
    this.#blobs.delete(source.bytes)
    this.#blobs.set(source.bytes, blob)
    this.#bytesOf.set(id, source.bytes)
    return { kind: 'blob', blob: blob.id }
  }

  #give(bytes: Uint8Array): Blob {
    const blob = { id: this.#nextBlob, users: 0 }
    this.#nextBlob += 1
    this.#write(`blob ${blob.id} ${bytes.length}\n`)
    if (bytes.length > 0) this.#write(bytes)
    return blob
  }

  #release(id: number): void {
    const bytes = this.#bytesOf.get(id)
    const blob = bytes === undefined ? undefined : this.#blobs.get(bytes)
    this.#bytesOf.delete(id)
    if (blob === undefined) return
    blob.users -= 1
    const idle = [...this.#blobs].filter(([, { users }]) => users === 0)
    let held = idle.reduce((sum, [{ length }]) => sum + length, 0)
    for (const [oldest, { id: blobId }] of idle) {
      // Generated files are other bytes for each request: only large ones are worth keeping.
      if (held <= idleBlobBytes && oldest.length >= sharedFromBytes) continue
      held -= oldest.length
      this.#blobs.delete(oldest)
      this.#write(`forget ${blobId}\n`)
    }
  }

  #write(data: string | Uint8Array): void {
    if (this.#hasEnded) return
    if (this.#early === null) this.#child.stdin?.write(data)
    else this.#early.push(data)
  }

  #read(line: string): void {
    const report = readReport(line)
    if (this.#hasEnded) return
    if (report === undefined) {
      this.#readUnknown(line)
      return
    }
    if (report.kind === 'ready') this.#begin(report.version)
    if (report.kind === 'ended') this.#release(report.id)
    if (!this.#hasEnded) this.#listener.report(report)
  }

  #readUnknown(line: string): void {
    if (this.#hasToldUnknown) return
    this.#hasToldUnknown = true
    this.#listener.unknown(line.slice(0, errorTextLength))
  }

  /** A program of other sources, for example one that a newer station was installed beside, gets no orders. */
  #begin(version: number): void {
    if (version !== moverVersion) {
      this.#child.stdin?.end()
      this.#ended(
        `it was built from other sources than this station (its messages are of version ${version} instead of ${moverVersion})`,
      )
      return
    }
    const orders = this.#early ?? []
    this.#early = null
    for (const order of orders) this.#write(order)
  }

  #describeExit(code: number | null, signal: NodeJS.Signals | null): string {
    const how = signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`
    const said = this.#errorText.trim().replace(/^bootbench-tftp-mover: /, '')
    return said === '' ? how : `${said} (${how})`
  }

  #ended(reason: string): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#gone.resolve()
    this.#listener.ended(reason)
  }
}

/** Below this, giving the bytes again costs less than to keep them. */
const sharedFromBytes = 64 * 1024

function argumentsOf(options: MoverOptions): string[] {
  const { bindAddress, interfaceName, tickMilliseconds } = options
  return [
    ...['--address', bindAddress],
    ...(interfaceName === undefined ? [] : ['--interface', interfaceName]),
    ...(tickMilliseconds === undefined ? [] : ['--tick', String(tickMilliseconds)]),
  ]
}
