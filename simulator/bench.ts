import { join, resolve } from 'node:path'
import { type BenchNetwork, boardInterface, createBenchNetwork } from './bench-network.ts'
import type { BoardEvent } from './board-events.ts'
import type { BoardFaults } from './board-faults.ts'
import { type BoardModelKey, boardIdentity } from './board-model.ts'
import { createLoopbackNetwork } from './loopback-network.ts'
import { createRemoteBoard } from './remote-board.ts'
import { type BoardSettings, createSimulatedBoard, type SimulatedBoard } from './simulated-board.ts'

/** How the boards and the station are joined. */
export type SimulatedBenchNetwork =
  /** All in this process, no rights needed. The ports are those of the station at `stationAddress` in 127.0.0.0/8. */
  | {
      readonly kind: 'loopback'
      readonly stationAddress: string
      readonly dhcpPort: number
      readonly tftpPort: number
    }
  /**
   * A namespace and a process for each board, joined by a switch; needs root. The bench makes `stationInterface`, in
   * `stationNamespace` or on the machine itself, with `stationAddress` (and prefix length) if that is given.
   */
  | {
      readonly kind: 'namespace'
      /** Start of the names of all namespaces; `bb-<process>-bench` by default. */
      readonly name?: string
      readonly stationInterface: string
      readonly stationNamespace?: string
      readonly stationAddress?: string
    }

export interface SimulatedBenchOptions {
  readonly count: number
  /** Serial numbers and MAC addresses are made from it; 1 by default. Benches at one station need different ones. */
  readonly firstNumber?: number
  /** Taken in turn; all are Compute Modules 4 by default. */
  readonly models?: readonly BoardModelKey[]
  readonly network: SimulatedBenchNetwork
  readonly storageBytes: number
  /** Each board gets a folder in it. */
  readonly folder: string
  readonly clientPath: string
  readonly copierPath: string
  /** See BoardSettings. */
  readonly timeScale?: number
  readonly bootOrder?: 'network-first' | 'local-first'
  readonly faults?: BoardFaults
  /** Those of single boards, in their order; null for the faults of all. */
  readonly faultsInOrder?: readonly (BoardFaults | null)[]
  /** One line for each thing that happens to a board. */
  readonly log?: (message: string) => void
}

/** Boards on one switch. Their power is off at first. */
export interface SimulatedBench {
  readonly boards: readonly SimulatedBoard[]
  /** Switches all boards on. */
  start(): Promise<void>
  /** Switches all boards off for good and takes the network away. The storage files stay. */
  stop(): Promise<void>
}

/**
 * Makes the bench, with nothing running on it yet: the station can be started on its interface now.
 * @throws Error when a namespace, cable or process cannot be made.
 */
export async function createSimulatedBench(
  options: SimulatedBenchOptions,
): Promise<SimulatedBench> {
  let network: BenchNetwork | undefined
  let starting: Promise<SimulatedBoard>[] = []

  async function stop(): Promise<void> {
    const started = await Promise.allSettled(starting)
    await Promise.all(started.map((one) => (one.status === 'fulfilled' ? one.value.close() : null)))
    await network?.remove()
  }

  try {
    if (options.network.kind === 'namespace') {
      network = await createBenchNetwork({ name: `bb-${process.pid}-bench`, ...options.network })
    }
    const places: { settings: BoardSettings; namespace: string | undefined }[] = []
    for (let number = 0; number < options.count; number += 1) {
      const settings = boardSettings(options, number)
      places.push({ settings, namespace: await network?.addBoard(settings.identity.mac) })
    }
    starting = places.map(({ settings, namespace }) => createBoard(options, settings, namespace))
    const boards = await Promise.all(starting)
    return { boards, start: () => powerOnAll(boards), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function powerOnAll(boards: readonly SimulatedBoard[]): Promise<void> {
  await Promise.all(boards.map((board) => board.powerOn()))
}

async function createBoard(
  options: SimulatedBenchOptions,
  settings: BoardSettings,
  namespace: string | undefined,
): Promise<SimulatedBoard> {
  const board =
    namespace === undefined
      ? createLoopbackBoard(settings, options.network)
      : await createRemoteBoard(settings, { namespace, interfaceName: boardInterface })
  const { log } = options
  const { model, serial } = settings.identity
  if (log !== undefined) {
    board.events.subscribe((event) => log(`${model.key} ${serial}: ${describeBoardEvent(event)}`))
  }
  return board
}

function createLoopbackBoard(
  settings: BoardSettings,
  network: SimulatedBenchNetwork,
): SimulatedBoard {
  if (network.kind !== 'loopback') throw new Error('this bench has no loopback network')
  const dhcpServer = { address: network.stationAddress, port: network.dhcpPort }
  const { tftpPort } = network
  return createSimulatedBoard({
    ...settings,
    createNetwork: (isLost) => createLoopbackNetwork({ dhcpServer, tftpPort, isLost }),
  })
}

function boardSettings(options: SimulatedBenchOptions, number: number): BoardSettings {
  const models = options.models ?? []
  const faults = options.faultsInOrder?.[number] ?? options.faults
  const identity = boardIdentity(
    models[number % models.length] ?? 'cm4',
    number + (options.firstNumber ?? 1),
  )
  return {
    identity,
    folder: resolve(join(options.folder, identity.serial)),
    storageBytes: options.storageBytes,
    programs: {
      client: resolve(options.clientPath),
      copier: resolve(options.copierPath),
    },
    ...(options.timeScale === undefined ? {} : { timeScale: options.timeScale }),
    ...(options.bootOrder === undefined ? {} : { bootOrder: options.bootOrder }),
    ...(faults === undefined ? {} : { faults }),
  }
}

/** An event in one line for a log: its kind, then what it holds. */
export function describeBoardEvent(event: BoardEvent): string {
  const { kind, ...details } = event
  const words = Object.entries(details).map(([name, value]) => `${name}=${value}`)
  return [kind, ...words].join(' ')
}
