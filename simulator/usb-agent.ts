import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type AgentEnd, type AgentPrograms, runAgent } from './agent-process.ts'
import { describeBoardEvent } from './bench.ts'
import { type BoardIdentity, boardIdentity } from './board-model.ts'
import { fileInLastArchive } from './initramfs.ts'
import { prepareStorage } from './local-storage.ts'
import { boardStorageFile } from './simulated-board.ts'
import type { SimulatedUsbBoard } from './usb-board.ts'

/** What simulated boards on USB cables need to run our agent on this computer. */
export type SimulatedCablesOptions = {
  /** Each board gets a folder in it, with the file that stands for its eMMC. */
  readonly folder: string
  readonly programs: AgentPrograms
  readonly storageBytes: number
  readonly log: (message: string) => void
}

/** What a board was told on its kernel's command line (initramfs/usb-gadget). */
type GadgetPlan = { readonly hostMac: string; readonly boardMac: string; readonly address: string }

type AgentBoot = {
  readonly board: SimulatedUsbBoard
  readonly plan: GadgetPlan
  readonly commandLine: string
  readonly signal: AbortSignal
}

type Interface = { readonly name: string; readonly index: number }

/**
 * The cables of simulated boards that run our agent: it is the real one, and what it would show as a network adapter is an entry of
 * `computer`, which stands where the station expects this computer's interfaces. Everything goes over loopback.
 */
export class SimulatedCables {
  readonly #options: SimulatedCablesOptions
  readonly #interfaces = new Map<string, Interface>()
  readonly #end = new AbortController()
  readonly #running = new Set<Promise<void>>()
  #lastIndex = 0

  constructor(options: SimulatedCablesOptions) {
    this.#options = options
  }

  /** A computer whose only interfaces are those of the boards. */
  readonly computer = {
    interfacesByMac: async (): Promise<ReadonlyMap<string, Interface>> => this.#interfaces,
    routes: async (): Promise<never[]> => [],
    hold: async () => ({ kind: 'held', release: async () => undefined }) as const,
  }

  /** A board has read everything and runs it. Where that was our agent, it appears; `onRestart` when it has restarted. */
  booted(board: SimulatedUsbBoard, power: AbortSignal, onRestart: () => void): void {
    const commandLine = board.received.get('cmdline.txt')?.toString('latin1').trim() ?? ''
    const plan = gadgetPlanIn(commandLine)
    if (plan === null) return
    const signal = AbortSignal.any([power, this.#end.signal])
    const running = this.#run({ board, plan, commandLine, signal }, onRestart)
      .catch((error) => this.#options.log(`simulated USB board ${board.path}: ${String(error)}`))
      .finally(() => this.#running.delete(running))
    this.#running.add(running)
  }

  /** Switches all boards off. Resolves when nothing of them runs any more. */
  async stop(): Promise<void> {
    this.#end.abort()
    await Promise.all(this.#running)
  }

  async #run(boot: AgentBoot, onRestart: () => void): Promise<void> {
    const { hostMac } = boot.plan
    this.#lastIndex += 1
    this.#interfaces.set(hostMac, { name: `usb${this.#lastIndex}`, index: this.#lastIndex })
    try {
      const end = await this.#runAgent(boot)
      if (end.kind === 'restart') onRestart()
    } catch (error) {
      if (!boot.signal.aborted) throw error
    } finally {
      this.#interfaces.delete(hostMac)
    }
  }

  async #runAgent({ board, plan, commandLine, signal }: AgentBoot): Promise<AgentEnd> {
    const { programs, storageBytes, log } = this.#options
    const folder = resolve(join(this.#options.folder, board.path))
    const storageFile = boardStorageFile(folder)
    await mkdir(folder, { recursive: true })
    await prepareStorage(storageFile, storageBytes)
    const initramfs = board.received.get('initrd.img') ?? Buffer.alloc(0)
    const key = fileInLastArchive(initramfs, 'etc/bootbench/station.pub')
    return runAgent({
      programs,
      identity: identityOf(board, plan),
      bootMode: 'rpiboot',
      folder,
      storageFile,
      storageBytes,
      address: plan.address,
      kernel: {
        kernelName: 'vmlinuz',
        kernelBytes: 0,
        initramfsBytes: initramfs.length,
        commandLine,
        ...(key === undefined ? {} : { publicKey: new TextDecoder().decode(key) }),
      },
      eepromConfig: '[all]\nBOOT_ORDER=0xf1\n',
      copierFaults: '',
      signal,
      report: (event) => log(`simulated USB board ${board.path}: ${describeBoardEvent(event)}`),
    })
  }
}

/** Reads `bootbench.usb=`; null where there is none. */
export function gadgetPlanIn(commandLine: string): GadgetPlan | null {
  const [, hostMac, boardMac, address] =
    /(?:^| )bootbench\.usb=\w+,([0-9a-f:]{17}),([0-9a-f:]{17}),([\d.]+)\/\d+/.exec(commandLine) ??
    []
  return hostMac === undefined || boardMac === undefined || address === undefined
    ? null
    : { hostMac, boardMac, address }
}

/** Its network adapter has the address that it was lent, and its serial number is the one that its bootloader has told. */
function identityOf({ path, serial }: SimulatedUsbBoard, { boardMac }: GadgetPlan): BoardIdentity {
  const number = Number(path.replaceAll(/\D/g, '')) % 10_000
  const made = boardIdentity('cm4', number)
  return {
    ...made,
    serial: serial === null ? made.serial : serial.padStart(16, '10000000'),
    mac: boardMac,
  }
}
