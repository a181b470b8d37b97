import { type MovableTransfer, MoverKeeper } from './mover-keeper.ts'
import type { MoverOptions } from './mover-process.ts'
import type { TransferEnd, TransferSpecification } from './transfer.ts'
import { LocalEngine, type TransferEngine, type TransferReport } from './transfer-engine.ts'
import type { TransferSocket } from './transfer-socket.ts'

export type NativeEngineOptions = MoverOptions & {
  /** For the transfers that this process must run itself; see createNativeEngine. */
  readonly openTransferSocket: () => Promise<TransferSocket>
  readonly report: (report: TransferReport) => void
  readonly log: (message: string) => void
  /** How many movers share the transfers. */
  readonly movers?: number
}

/**
 * Several single-threaded movers get more of the processors than one. Chosen from single, noisy
 * rounds with 1, 2, 4 and 8 on two processors: a clear gain in windows of 4 and 16, none shown in
 * lock step (docs/decisions/tftp-mover.md).
 */
const defaultMovers = 8

/**
 * Runs transfers in programs of their own (native/tftp-mover.c), which move blocks several times
 * as fast as Node's sockets. Sources that are readers, and all of them when the program cannot be
 * started or keeps failing, are sent by this process instead, and the log says so.
 */
export function createNativeEngine(options: NativeEngineOptions): TransferEngine {
  return new NativeEngine(options)
}

class NativeEngine implements TransferEngine {
  readonly #options: NativeEngineOptions
  readonly #local: LocalEngine
  readonly #keepers: readonly MoverKeeper[]

  constructor(options: NativeEngineOptions) {
    this.#options = options
    const { openTransferSocket, report, tickMilliseconds, movers = defaultMovers } = options
    this.#local = new LocalEngine(openTransferSocket, report, tickMilliseconds)
    this.#keepers = Array.from({ length: movers }, () => this.#keeper())
  }

  start(specification: TransferSpecification): void {
    const { source } = specification
    const keeper = this.#leastLoaded()
    if (source.kind === 'reader' || keeper === undefined) this.#local.start(specification)
    else keeper.start({ ...specification, source })
  }

  repeatFirstPacket(id: number): void {
    this.#ownerOf(id).repeatFirstPacket(id)
  }

  cancel(id: number, end: TransferEnd, reason: string): void {
    this.#ownerOf(id).cancel(id, end, reason)
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#keepers, this.#local].map((engine) => engine.stop()))
  }

  #keeper(): MoverKeeper {
    return new MoverKeeper({
      ...this.#options,
      unknown: (line) => this.#unknown(line),
      failed: (reason) => this.#failed(reason),
      gaveUp: (why, notBegun) => this.#gaveUp(why, notBegun),
    })
  }

  #leastLoaded(): MoverKeeper | undefined {
    const usable = this.#keepers.filter(({ isUsable }) => isUsable)
    return usable.toSorted((one, other) => one.load - other.load)[0]
  }

  #ownerOf(id: number): MoverKeeper | LocalEngine {
    return this.#keepers.find((keeper) => keeper.has(id)) ?? this.#local
  }

  #unknown(line: string): void {
    this.#options.log(
      `The program that sends boot files (${this.#options.moverPath}) said what this station does not know: ${JSON.stringify(line)}. Further such lines are not told.`,
    )
  }

  #failed(reason: string): void {
    this.#options.log(
      `The program that sends boot files (${this.#options.moverPath}) failed: ${reason}. Its transfers are lost, boards ask again. It is started again.`,
    )
  }

  #gaveUp(why: string, notBegun: readonly MovableTransfer[]): void {
    if (this.#leastLoaded() === undefined) {
      this.#options.log(
        `WARNING: The program that sends boot files, ${this.#options.moverPath}, ${why}. Boot files are now sent by the station itself, at a third to half of the speed. Build the program with native/build.sh or install Bootbench again, then start the station again.`,
      )
    }
    for (const specification of notBegun) this.start(specification)
  }
}
