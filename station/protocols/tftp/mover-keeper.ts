import { closeSource } from './byte-source.ts'
import type { MoverReport } from './mover-messages.ts'
import { type MovableSource, type MoverOptions, MoverProcess } from './mover-process.ts'
import type { TransferEnd, TransferSpecification } from './transfer.ts'
import type { TransferReport } from './transfer-engine.ts'

export type MovableTransfer = TransferSpecification & { readonly source: MovableSource }

export type MoverKeeperOptions = MoverOptions & {
  readonly report: (report: TransferReport) => void
  /** It said something that this station does not know. */
  readonly unknown: (line: string) => void
  /** It failed, and another one is being started. */
  readonly failed: (reason: string) => void
  /** It could not be started, or fails again and again. These transfers were not begun. */
  readonly gaveUp: (why: string, notBegun: readonly MovableTransfer[]) => void
}

type Moved = {
  readonly specification: MovableTransfer
  bytes: number
  /** How it ends when the mover has cancelled it. */
  end: TransferEnd
}

/** A mover that dies so often within a minute is not started again. */
const mostDeaths = 3
const deathsCountMilliseconds = 60_000

/** Keeps one mover running and knows its transfers. */
export class MoverKeeper {
  readonly #options: MoverKeeperOptions
  readonly #moved = new Map<number, Moved>()
  #mover: MoverProcess | undefined
  #isReady = false
  #isStopped = false
  #deaths: number[] = []

  constructor(options: MoverKeeperOptions) {
    this.#options = options
    this.#launch()
  }

  /** False when it was given up. */
  get isUsable(): boolean {
    return this.#mover !== undefined
  }

  get load(): number {
    return this.#moved.size
  }

  start(specification: MovableTransfer): void {
    const moved: Moved = { specification, bytes: 0, end: { kind: 'replaced' } }
    this.#moved.set(specification.id, moved)
    this.#mover?.start(specification)
  }

  has(id: number): boolean {
    return this.#moved.has(id)
  }

  repeatFirstPacket(id: number): void {
    this.#mover?.repeatFirstPacket(id)
  }

  cancel(id: number, end: TransferEnd, reason: string): void {
    const moved = this.#moved.get(id)
    if (moved !== undefined) moved.end = end
    this.#mover?.cancel(id, reason)
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#mover?.stop()
  }

  #launch(): void {
    this.#isReady = false
    this.#mover = new MoverProcess(this.#options, {
      report: (report) => this.#reported(report),
      unknown: this.#options.unknown,
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
    if (report.kind === 'ended') {
      this.#end(moved, report, report.end ?? moved.end)
      return
    }
    if (report.kind === 'progress') moved.bytes = report.bytes
    this.#options.report(report)
  }

  #end(
    { specification }: Moved,
    { bytes, resends }: { readonly bytes: number; readonly resends: number },
    end: TransferEnd,
  ): void {
    this.#moved.delete(specification.id)
    closeSource(specification.source)
    this.#options.report({ kind: 'ended', id: specification.id, bytes, resends, end })
  }

  /** Its transfers have failed and the clients ask again; those of one that never was ready have not begun. */
  #died(reason: string): void {
    this.#mover = undefined
    const lost = [...this.#moved.values()]
    if (this.#isStopped) {
      for (const moved of lost) this.#end(moved, unknownEnd(moved), { kind: 'replaced' })
    } else if (!this.#isReady) {
      this.#moved.clear()
      const notBegun = lost.map(({ specification }) => specification)
      this.#options.gaveUp(`could not be started: ${reason}`, notBegun)
    } else {
      this.#launchAgain(reason)
      const message = `The program that sent the file failed: ${reason}`
      for (const moved of lost) this.#end(moved, unknownEnd(moved), { kind: 'error', message })
    }
  }

  #launchAgain(reason: string): void {
    const now = performance.now()
    this.#deaths = [...this.#deaths, now].filter((time) => now - time < deathsCountMilliseconds)
    if (this.#deaths.length >= mostDeaths) {
      this.#options.gaveUp(`failed ${mostDeaths} times within a minute: ${reason}`, [])
    } else {
      this.#options.failed(reason)
      this.#launch()
    }
  }
}

/** What is known of a transfer whose mover is gone. */
function unknownEnd({ bytes }: Moved): { readonly bytes: number; readonly resends: number } {
  return { bytes, resends: 0 }
}
