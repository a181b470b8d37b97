import type { Server } from 'node:http'
import { type Refusal, refusal } from '../contract/errors.ts'
import { createBenchDhcp } from './bench-dhcp.ts'
import { type ExtraParts, listenOnIpv6, startNames, watchBench } from './bench-extras.ts'
import type { Netboot } from './netboot/netboot.ts'
import { type BenchKnowledge, nothingHeard } from './network/bench-knowledge.ts'
import type { BenchSettings } from './network/bench-settings.ts'
import { type BenchPlace, type BenchSockets, openBenchSockets } from './platform/bench-sockets.ts'
import { createDeafPort } from './platform/deaf-port.ts'
import { inventMac } from './platform/foreign-dhcp.ts'
import { type PreparingParts, prepareInterface } from './prepare-interface.ts'
import type { DhcpEvent } from './protocols/dhcp/events.ts'
import type { LeaseStore } from './protocols/dhcp/lease-table.ts'
import type { TftpEvent } from './protocols/tftp/event.ts'
import { createNativeEngine } from './protocols/tftp/native-engine.ts'
import { createTftpServer } from './protocols/tftp/server.ts'

export type ServingParts = PreparingParts &
  ExtraParts & {
    readonly netboot: Netboot
    readonly leaseStore: LeaseStore
    readonly onDhcpEvent: (event: DhcpEvent) => void
    readonly onTftpEvent: (event: TftpEvent) => void
    /** The same sockets, with what goes through them recorded. */
    readonly tap: (sockets: BenchSockets, address: string) => BenchSockets
  }

/** A bench that is being served. */
export type Bench = {
  readonly kind: 'serving'
  readonly boardUrl: string
  /** What was heard on the network port. */
  readonly knowledge: () => BenchKnowledge
  stop(): Promise<void>
}

type Undo = (() => Promise<unknown>)[]

/** Serves boards at the chosen place: checks it, opens all sockets, starts the servers. All or nothing. */
export async function serveBench(
  settings: BenchSettings,
  parts: ServingParts,
): Promise<Bench | Refusal> {
  const undo: Undo = []
  const undoAll = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) {
      // One step that fails must not keep the others: the port would stay changed.
      await step().catch((error: unknown) => parts.log(`serving: ${String(error)}`))
    }
  }
  try {
    const bench = await openBench(settings, parts, undo)
    if (bench.kind === 'refused') {
      await undoAll()
      return bench
    }
    return { ...bench, stop: undoAll }
  } catch (error) {
    await undoAll()
    return refusal(
      'start-failed',
      `The servers for boards could not be started: ${String(error)}. Change the settings and start again.`,
    )
  }
}

async function openBench(
  settings: BenchSettings,
  parts: ServingParts,
  undo: Undo,
): Promise<Omit<Bench, 'stop'> | Refusal> {
  const { place } = settings
  const refused = await prepareInterface(settings, parts, undo)
  if (refused !== null) return refused
  const sockets = await openBenchSockets(place, (error) => {
    parts.onWarning(
      'socket-failed',
      `A socket for boards has failed (${error.message}); boards are not answered any more. Check the network port, then start to serve again.`,
    )
  })
  if (sockets.kind === 'refused') return sockets
  undo.push(async () => sockets.close())
  const probeMac = inventMac()
  const heard = { ...sockets, dhcp: createDeafPort(sockets.dhcp, probeMac) }
  const boardUrl = await startServers(settings, parts, parts.tap(heard, place.address), undo)
  if (place.kind === 'loopback') return { kind: 'serving', boardUrl, knowledge: () => nothingHeard }
  const without =
    (await startNames(settings, place, parts, undo)) ??
    (await listenOnIpv6(settings, place, parts, undo))
  if (without !== null) return without
  const watch = await watchBench(settings, place, probeMac, parts, undo)
  return { kind: 'serving', boardUrl, knowledge: watch?.knowledge ?? (() => nothingHeard) }
}

async function startServers(
  settings: BenchSettings,
  parts: ServingParts,
  sockets: BenchSockets,
  undo: Undo,
): Promise<string> {
  const dhcp = createBenchDhcp(settings, { ...parts, policy: parts.netboot.decide }, sockets)
  dhcp?.start()
  if (dhcp !== null) undo.push(() => dhcp.stop())
  const tftp = createTftpServer({
    socket: sockets.tftp,
    openTransferSocket: sockets.openTransferSocket,
    resolveFile: parts.netboot.resolve,
    createEngine: (report) =>
      createNativeEngine({
        moverPath: settings.place.moverPath,
        bindAddress: settings.place.address,
        ...interfaceOf(settings.place),
        openTransferSocket: sockets.openTransferSocket,
        report,
        log: parts.log,
      }),
    onEvent: parts.onTftpEvent,
  })
  await tftp.start()
  undo.push(() => tftp.stop())
  const port = await sockets.listen(parts.boardServer)
  undo.push(() => closeServer(parts.boardServer))
  // Once more, and first: where another DHCP server answers, ours must be silent before anything else is put away.
  if (dhcp !== null) undo.push(() => dhcp.stop())
  const { address } = settings.place
  return port === 80 ? `http://${address}` : `http://${address}:${port}`
}

/** The answers leave on the chosen network port only, also where another one carries the same subnet. */
function interfaceOf(place: BenchPlace): { readonly interfaceName?: string } {
  return place.kind === 'interface' ? { interfaceName: place.interfaceName } : {}
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
