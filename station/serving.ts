import type { Server } from 'node:http'
import { type Refusal, refusal } from '../contract/errors.ts'
import type { Netboot } from './netboot/netboot.ts'
import type { BenchSettings } from './network/bench-settings.ts'
import { findForeignDhcpServers } from './network/foreign-dhcp-search.ts'
import type { HeldPort, PortAddressing } from './network/port-addressing.ts'
import { portRequestOf } from './network/port-request.ts'
import { netmaskOf } from './network/settings-check.ts'
import { createAddressProbe } from './platform/address-probe.ts'
import { type BenchPlace, type BenchSockets, openBenchSockets } from './platform/bench-sockets.ts'
import { listNetworkInterfaces } from './platform/network-interfaces.ts'
import { checkInterfaceForServing } from './platform/serving-check.ts'
import type { DhcpEvent } from './protocols/dhcp/events.ts'
import type { LeaseStore } from './protocols/dhcp/lease-table.ts'
import { createDhcpServer, type DhcpServer } from './protocols/dhcp/server.ts'
import type { DhcpServerOptions } from './protocols/dhcp/server-options.ts'
import type { TftpEvent } from './protocols/tftp/event.ts'
import { createNativeEngine } from './protocols/tftp/native-engine.ts'
import { createTftpServer } from './protocols/tftp/server.ts'

export type ServingParts = {
  readonly netboot: Netboot
  readonly boardServer: Server
  readonly addressing: PortAddressing
  readonly uniqueLocalAddress: string
  readonly leaseStore: LeaseStore
  readonly onDhcpEvent: (event: DhcpEvent) => void
  readonly onTftpEvent: (event: TftpEvent) => void
  /** The same sockets, with what goes through them recorded. */
  readonly tap: (sockets: BenchSockets, address: string) => BenchSockets
  readonly onWarning: (id: string, message: string) => void
  readonly clock: () => number
  readonly log: (message: string) => void
}

/** A bench that is being served. */
export type Bench = {
  readonly kind: 'serving'
  readonly boardUrl: string
  stop(): Promise<void>
}

/** Serves boards at the chosen place: checks it, opens all sockets, starts the servers. All or nothing. */
export async function serveBench(
  settings: BenchSettings,
  parts: ServingParts,
): Promise<Bench | Refusal> {
  const undo: (() => Promise<unknown>)[] = []
  const undoAll = async (): Promise<void> => {
    for (const step of undo.reverse()) await step()
  }
  const ready = await prepareInterface(settings, parts, undo)
  const sockets =
    ready ??
    (await openBenchSockets(settings.place, (error) => {
      parts.onWarning(
        'socket-failed',
        `A socket for boards has failed (${error.message}); boards are not answered any more. Check the network port, then start the station again.`,
      )
    }))
  if (sockets.kind === 'refused') {
    await undoAll()
    return sockets
  }
  undo.push(async () => sockets.closeSpare())
  try {
    const tapped = parts.tap(sockets, settings.place.address)
    const boardUrl = await startServers(settings, parts, tapped, undo)
    return { kind: 'serving', boardUrl, stop: undoAll }
  } catch (error) {
    await undoAll()
    return refusal(
      'start-failed',
      `The servers for boards could not be started: ${String(error)}. Change the settings and start again.`,
    )
  }
}

/** Puts the address on the port and makes sure that serving there disturbs nobody; null when all is well. */
async function prepareInterface(
  settings: BenchSettings,
  parts: ServingParts,
  undo: (() => Promise<unknown>)[],
): Promise<Refusal | null> {
  const { place } = settings
  if (place.kind === 'loopback') return null
  const { interfaceName } = place
  // Look before touching: a port that must not be served is not given an address either.
  const early = await checkInterface(settings, parts)
  if (early !== null && !['no-address', 'down'].includes(early.code)) return early
  const held = await holdPort(settings, parts, interfaceName)
  if (held.kind === 'refused') return held
  undo.push(async () => {
    const released = await held.release()
    if (released.kind === 'refused') parts.onWarning('port-not-released', released.message)
  })
  const late = await checkInterface(settings, parts)
  if (late !== null || settings.dhcp !== 'server') return late
  return findForeignDhcpServers(place)
}

async function holdPort(
  settings: BenchSettings,
  parts: ServingParts,
  interfaceName: string,
): Promise<HeldPort | Refusal> {
  const list = await listNetworkInterfaces()
  if (list.kind === 'failed') return refusal('interfaces-unknown', list.message)
  const wish = portRequestOf(settings, interfaceName, list.interfaces, parts.uniqueLocalAddress)
  return wish.kind === 'refused' ? wish : parts.addressing.hold(wish.request)
}

async function checkInterface(
  settings: BenchSettings,
  parts: ServingParts,
): Promise<Refusal | null> {
  if (settings.place.kind === 'loopback') return null
  const { interfaceName, address } = settings.place
  const list = await listNetworkInterfaces()
  if (list.kind === 'failed') return refusal('interfaces-unknown', list.message)
  const check = checkInterfaceForServing(list.interfaces, { interfaceName, address })
  if (check.kind === 'refused')
    return refusal(check.code, `${check.what} ${check.why} ${check.next}`)
  for (const warning of check.warnings) {
    parts.onWarning(warning.code, `${warning.what} ${warning.why} ${warning.next}`)
  }
  return null
}

async function startServers(
  settings: BenchSettings,
  parts: ServingParts,
  sockets: BenchSockets,
  undo: (() => Promise<unknown>)[],
): Promise<string> {
  const dhcp = createDhcp(settings, parts, sockets)
  if (dhcp === null) {
    sockets.dhcp.close()
    sockets.proxyDhcp.close()
  } else {
    dhcp.start()
    undo.push(() => dhcp.stop())
  }
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
  const { address } = settings.place
  return port === 80 ? `http://${address}` : `http://${address}:${port}`
}

/** The answers leave on the chosen network port only, also where another one carries the same subnet. */
function interfaceOf(place: BenchPlace): { readonly interfaceName?: string } {
  return place.kind === 'interface' ? { interfaceName: place.interfaceName } : {}
}

function createDhcp(
  settings: BenchSettings,
  parts: ServingParts,
  sockets: BenchSockets,
): DhcpServer | null {
  if (settings.dhcp === 'off') return null
  const common = {
    port: sockets.dhcp,
    serverAddress: settings.place.address,
    netmask: netmaskOf(settings.prefixLength),
    policy: parts.netboot.decide,
    onEvent: parts.onDhcpEvent,
    clock: parts.clock,
  }
  if (settings.dhcp === 'proxy') {
    return createDhcpServer({ ...common, mode: 'proxy', proxyPort: sockets.proxyDhcp })
  }
  sockets.proxyDhcp.close()
  const options: DhcpServerOptions = {
    ...common,
    mode: 'server',
    range: settings.range,
    reservations: settings.reservations,
    leaseSeconds: settings.leaseSeconds,
    leaseStore: parts.leaseStore,
  }
  return createDhcpServer(
    settings.place.kind === 'interface'
      ? { ...options, probe: createAddressProbe(settings.place.interfaceName) }
      : options,
  )
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
