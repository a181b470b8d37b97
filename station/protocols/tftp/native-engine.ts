import { closeSource } from './byte-source.ts'
import type { MoverReport } from './mover-messages.ts'
import { type MovableSource, type MoverOptions, MoverProcess } from './mover-process.ts'
import type { TransferEnd, TransferSpecification } from './transfer.ts'
import { LocalEngine, type TransferEngine, type TransferReport } from './transfer-engine.ts'
import type { TransferSocket } from './transfer-socket.ts'

export type NativeEngineOptions = MoverOptions & {
  /** For the transfers that this process must run itself; see createNativeEngine. */
  readonly openTransferSocket: () => Promise<TransferSocket>
  readonly report: (report: TransferReport) => void
  readonly log: (message: string) => void
}

/**
 * Runs transfers in a program of its own (native/tftp-mover.c), which moves blocks several times
 * as fast as Node's sockets. Sources that are readers, and all of them when the program cannot be
 * started or keeps failing, are sent by this process instead, and the log says so.
 */
export function createNativeEngine(options: NativeEngineOptions): TransferEngine {
  return new NativeEngine(options)
}

type Moved = {
  readonly specification: TransferSpecification & { readonly source: MovableSource }
  bytes: number
  /** How it ends when the mover has cancelled it. */
  end: TransferEnd
}

/** A mover that dies so often within a minute is not started again. */
const mostDeaths = 3
const deathsCountMilliseconds = 60_000

class NativeEngine implements TransferEngine {
  readonly #options: NativeEngineOptions
  readonly #local: LocalEngine
  readonly #moved = new Map<number, Moved>()
  #mover: MoverProcess | undefined
  #isReady = false
  #deaths: number[] = []
  #isStopped = false

  constructor(options: NativeEngineOptions) {
    this.#options = options
    const { openTransferSocket, report, tickMilliseconds } = options
    this.#local = new LocalEngine(openTransferSocket, report, tickMilliseconds)
    this.#launch()
  }

  start(specification: TransferSpecification): void {
    const { source, id } = specification
    if (source.kind === 'reader' || this.#mover === undefined) {
      this.#local.start(specification)
      return
    }
    const moved = { ...specification, source }
    this.#moved.set(id, { specification: moved, bytes: 0, end: { kind: 'replaced' } })
    this.#mover.start(moved)
  }

  repeatFirstPacket(id: number): void {
    if (this.#moved.has(id)) this.#mover?.repeatFirstPacket(id)
    else this.#local.repeatFirstPacket(id)
  }

  cancel(id: number, end: TransferEnd, reason: string): void {
    const moved = this.#moved.get(id)
    if (moved === undefined) {
      this.#local.cancel(id, end, reason)
      return
    }
    moved.end = end
    this.#mover?.cancel(id, reason)
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    await Promise.all([this.#mover?.stop(), this.#local.stop()])
  }

  #launch(): void {
    this.#isReady = false
    this.#mover = new MoverProcess(this.#options, {
      report: (report) => this.#reported(report),
      ended: (reason) => this.#died(reason),
    })
  }

  #reported(report: MoverReport): void {
    if (report.kind === 'ready') {
      this.#isReady = true
      return
    }
    const moved = this.#moved.get(report.id)
    if (moved === undefined) return
    if (report.kind !== 'ended') {
      if (report.kind === 'progress') moved.bytes = report.bytes
      this.#options.report(report)
      return
    }
    this.#end(moved, report.bytes, report.end ?? moved.end)
  }

  #end({ specification }: Moved, bytes: number, end: TransferEnd): void {
    this.#moved.delete(specification.id)
    closeSource(specification.source)
    this.#options.report({ kind: 'ended', id: specification.id, bytes, end })
  }

  /** Its transfers have failed, the clients ask again. Those of one that never began are run here. */
  #died(reason: string): void {
    this.#mover = undefined
    const lost = [...this.#moved.values()]
    if (this.#isStopped) {
      for (const moved of lost) this.#end(moved, moved.bytes, { kind: 'replaced' })
    } else if (!this.#isReady) {
      this.#giveUp(`could not be started: ${reason}`)
      this.#moved.clear()
      for (const { specification } of lost) this.#local.start(specification)
    } else {
      const message = `The program that sent the file failed: ${reason}`
      this.#launchAgain(reason)
      for (const moved of lost) this.#end(moved, moved.bytes, { kind: 'error', message })
    }
  }

  #launchAgain(reason: string): void {
    const now = performance.now()
    this.#deaths = [...this.#deaths, now].filter((time) => now - time < deathsCountMilliseconds)
    if (this.#deaths.length >= mostDeaths) {
      this.#giveUp(`failed ${mostDeaths} times within a minute: ${reason}`)
      return
    }
    this.#options.log(
      `The program that sends boot files (${this.#options.moverPath}) failed: ${reason}. Its transfers are lost, boards ask again. It is started again.`,
    )
    this.#launch()
  }

  #giveUp(what: string): void {
    this.#options.log(
      `WARNING: The program that sends boot files, ${this.#options.moverPath}, ${what}. Boot files are sent by the station itself, at about half the speed. Build it with native/build.sh or install Bootbench again, then start the station again.`,
    )
  }
}
