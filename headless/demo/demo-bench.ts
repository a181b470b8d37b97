import { join } from 'node:path'
import {
  createSimulatedBench,
  type SimulatedBench,
  type SimulatedBenchNetwork,
  type SimulatedBenchOptions,
} from '../../simulator/bench.ts'
import type { BoardModelKey } from '../../simulator/board-model.ts'
import { createSimulatedNodes } from '../../simulator/gadget-nodes.ts'
import { createSimulatedSerialPorts } from '../../simulator/serial-ports.ts'
import type { BenchSettings } from '../../station/network/bench-settings.ts'
import { usualTiming } from '../../station/usbboot/usb-boot.ts'
import type { Shell } from '../command.ts'
import { CommandError } from '../command.ts'
import { interfaceFolderOf, programsOf, versionOf } from '../places.ts'
import { type RunningStation, runStation } from '../run-station.ts'
import { makeDemoBootFiles } from './boot-files.ts'
import { createDemoDrives } from './drives.ts'
import { freePort } from './free-port.ts'
import { createDemoPower } from './power.ts'
import { createDemoUsb } from './usb-boards.ts'
import { createDemoCables } from './usb-cables.ts'

export type DemoOptions = {
  readonly folder: string
  readonly boards: number
  readonly network: 'loopback' | 'namespace'
  readonly controlPort: number
  readonly storageBytes: number
  /** One of more than four boards gets stuck, so that people see how that looks. */
  readonly oneIsStuck: boolean
  readonly log: (message: string) => void
}

/** A station and simulated boards on one bench. */
export type DemoBench = {
  readonly running: RunningStation
  readonly bench: SimulatedBench
  stop(): Promise<void>
}

/** The fifth board can't do without a file that nobody has put there. */
const faultsOfOne: NonNullable<SimulatedBenchOptions['faultsInOrder']> = [
  ...Array<null>(4).fill(null),
  { neededFile: 'overlays/carrier-board.dtbo' },
]

/** One simulated board never returns; a person shall not wait for it as long as for a real one. Milliseconds. */
const demoReturnLimit = 4_000

const models: readonly BoardModelKey[] = ['cm4', 'pi-4b', 'pi-5', 'pi-3b-plus']
/** Pi Zeros of a ClusterCTRL board, each with a serial console. */
const simulatedNodes = 4
/** A range for tests of network devices (RFC 2544, section C.2.2), so that it is nobody's own network. */
const namespaceAddress = '198.18.77.1'
const loopbackAddress = '127.77.0.1'

/** Starts a station and boards that are not powered yet. */
export async function startDemoBench(options: DemoOptions, shell: Shell): Promise<DemoBench> {
  const bootFolder = join(options.folder, 'boot')
  makeDemoBootFiles(bootFolder)
  const dataFolder = join(options.folder, 'station')
  const serialPorts = createSimulatedSerialPorts(simulatedNodes, 1)
  const agentPrograms = {
    client: join(shell.programFolder, 'initramfs', 'provisioning-client.sh'),
    copier: join(shell.programFolder, 'build', 'copier', 'bootbench-copier'),
  }
  const { cables, usbLink } = await createDemoCables({
    folder: join(options.folder, 'usb-boards'),
    programs: agentPrograms,
    storageBytes: options.storageBytes,
    log: options.log,
  })
  const usbBus = createDemoUsb(dataFolder, 1, cables)
  const running = await runStation(
    {
      dataFolder,
      bootFolders: [bootFolder],
      version: versionOf(shell),
      compatibility: false,
      extraCommandLine: '',
      simulated: true,
      world: {
        serialPorts,
        drives: createDemoDrives({
          folder: options.folder,
          copierPath: copierOf(shell),
          storageBytes: options.storageBytes,
        }),
        nodes: createSimulatedNodes(serialPorts),
        usbBus,
        usbLink,
        powerDrivers: createDemoPower(serialPorts, usbBus),
        usbTiming: { ...usualTiming, returnLimit: demoReturnLimit },
      },
      programs: programsOf(shell),
      compressionLevel: 3,
      clock: Date.now,
      log: options.log,
    },
    { port: options.controlPort, interfaceFolder: interfaceFolderOf(shell) },
  )
  let bench: SimulatedBench | undefined
  const stop = async (): Promise<void> => {
    await bench?.stop()
    await cables.stop()
    await running.stop()
    serialPorts.stop()
  }
  try {
    const settings = await demoSettings(options.network, shell)
    bench = await createSimulatedBench({
      count: options.boards,
      models,
      network: simulatedNetwork(settings),
      storageBytes: options.storageBytes,
      folder: join(options.folder, 'boards'),
      clientPath: join(shell.programFolder, 'initramfs', 'provisioning-client.sh'),
      copierPath: copierOf(shell),
      timeScale: 0.2,
      ...(options.oneIsStuck ? { faultsInOrder: faultsOfOne } : {}),
      log: options.log,
    })
    const serving = await running.station.serve(settings)
    if (serving.kind === 'refused') throw new CommandError(serving.message)
    return { running, bench, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function copierOf(shell: Shell): string {
  return join(shell.programFolder, 'build', 'copier', 'bootbench-copier')
}

async function demoSettings(network: DemoOptions['network'], shell: Shell): Promise<BenchSettings> {
  const address = network === 'namespace' ? namespaceAddress : loopbackAddress
  const start = address.slice(0, address.lastIndexOf('.'))
  const common = {
    prefixLength: 24,
    range: { first: `${start}.10`, last: `${start}.250` },
    reservations: [],
    dhcp: 'server',
    leaseSeconds: 3600,
    assignAddress: false,
  } as const
  if (network === 'namespace') {
    return {
      ...common,
      place: {
        kind: 'interface',
        interfaceName: `bb${process.pid}`,
        address,
        httpPort: 5000,
        ...programsOf(shell),
      },
    }
  }
  return {
    ...common,
    place: {
      kind: 'loopback',
      address,
      httpPort: 0,
      dhcpPort: await freePort(address),
      tftpPort: await freePort(address),
      moverPath: programsOf(shell).moverPath,
    },
  }
}

function simulatedNetwork({ place }: BenchSettings): SimulatedBenchNetwork {
  if (place.kind === 'loopback') {
    const { address, dhcpPort, tftpPort } = place
    return { kind: 'loopback', stationAddress: address, dhcpPort, tftpPort }
  }
  return {
    kind: 'namespace',
    stationInterface: place.interfaceName,
    stationAddress: `${place.address}/24`,
  }
}
