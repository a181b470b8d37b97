import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { RPCHandler } from '@orpc/server/message-port'
import type { MessagePortMain, ParentPort } from 'electron'
import { refusal } from '../contract/errors.ts'
import type { Simulation } from '../station/router/simulation.ts'
import { createRouter } from '../station/router.ts'
import { createStation, type Station } from '../station/station.ts'
import type { FromStation, StationStart, ToStation } from './station-messages.ts'

export type StationServiceOptions = {
  readonly parentPort: Pick<ParentPort, 'on' | 'postMessage'>
  readonly exit: (code: number) => void
  readonly log: (message: string) => void
  /** What the station does by itself once it is built; it can be reached meanwhile. */
  readonly begin: (station: Station) => Promise<void>
}

/** Runs the station for the desktop app: builds it when told to, speaks the contract on every port that is handed in. */
export function runStationService(options: StationServiceOptions): void {
  const { parentPort, exit, log } = options
  let service: Promise<Service> | null = null
  const post = (message: FromStation): void => parentPort.postMessage(message)

  const fail = (error: unknown): void => {
    const message = error instanceof Error ? error.message : String(error)
    log(`station: it could not begin: ${message}`)
    post({ kind: 'failed', message })
    exit(1)
  }
  const stop = async (): Promise<void> => {
    await (await service)?.stop()
    post({ kind: 'stopped' })
    exit(0)
  }
  parentPort.on('message', ({ data, ports }) => {
    const message = data as ToStation
    if (message.kind === 'start') {
      service = startService(message.start, options)
      service.then(() => post({ kind: 'ready' }), fail)
    } else if (message.kind === 'connect') {
      const [port] = ports as MessagePortMain[]
      if (port !== undefined)
        service?.then(
          ({ connect }) => connect(port),
          () => port.close(),
        )
    } else stop().catch(fail)
  })
}

type Service = { connect(port: MessagePortMain): void; stop(): Promise<void> }

async function startService(
  start: StationStart,
  { begin, log }: StationServiceOptions,
): Promise<Service> {
  const importedFolder = join(start.dataFolder, 'boot')
  mkdirSync(importedFolder, { recursive: true })
  const station = await createStation({
    dataFolder: start.dataFolder,
    // An app that was packed without boot files can still serve those that a person imported.
    bootFolders: [start.bootFolder, importedFolder].filter((folder) => existsSync(folder)),
    version: start.version,
    compatibility: false,
    extraCommandLine: '',
    simulated: false,
    programs: {
      brokerPath: start.brokerPath,
      moverPath: start.moverPath,
      clientPath: start.clientPath,
    },
    rulesFolder: start.rulesFolder,
    compressionLevel: null,
    clock: Date.now,
    log,
  })
  begin(station).catch((error: unknown) => log(`station: ${String(error)}`))
  const handler = new RPCHandler(createRouter(station, noSimulation))
  return {
    connect: (port) => {
      // An Electron port is an event emitter with messages as `data`, which oRPC knows how to listen to.
      handler.upgrade(port as unknown as Parameters<typeof handler.upgrade>[0])
      port.start()
    },
    stop: () => station.stop(),
  }
}

/** Simulated boards run the real agent with programs of a developer's computer; a packed app has none of them. */
const noSimulation: Simulation = {
  start: async () =>
    refusal(
      'no-simulation',
      'The desktop app can’t simulate boards yet. In a checkout of Bootbench, “npm run demo” does so and prints the address to open.',
    ),
  stop: async () => undefined,
}
