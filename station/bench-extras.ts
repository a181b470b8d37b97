import type { Server } from 'node:http'
import { type Refusal, refusal } from '../contract/errors.ts'
import { askHostResolvers } from './network/ask-resolver.ts'
import type { BenchSettings } from './network/bench-settings.ts'
import {
  type BenchWatch,
  type BenchWatchListeners,
  startBenchWatch,
} from './network/bench-watch.ts'
import type { NamedBoard } from './network/board-names.ts'
import { searchForeignDhcp } from './network/foreign-dhcp-search.ts'
import { startNamesServer } from './network/names-server.ts'
import { adoptListener } from './platform/adopt-listener.ts'
import type { BenchPlace } from './platform/bench-sockets.ts'
import { openBoundSockets } from './platform/broker.ts'
import { watchInterface } from './platform/broker-watch.ts'
import { createDatagramPort } from './platform/datagram-port.ts'
import type { ForeignDhcpAnswer } from './platform/foreign-dhcp.ts'

/** What serving on a network port has besides DHCP, TFTP and HTTP. */
export type ExtraParts = {
  readonly boardServer: Server
  readonly boards: () => readonly NamedBoard[]
  readonly watchListeners: BenchWatchListeners
  /** How often another DHCP server is looked for; five minutes when absent. */
  readonly searchIntervalMs?: number
  readonly onWarning: (id: string, message: string) => void
  /** An offer of another DHCP server, as it came. */
  readonly onForeignAnswer: (answer: ForeignDhcpAnswer) => void
  readonly clock: () => number
  readonly log: (message: string) => void
}

type Interface = Extract<BenchPlace, { kind: 'interface' }>
type Undo = (() => Promise<unknown>)[]

/** The UDP server for names, where it is wished; null when it runs or is not. */
export async function startNames(
  settings: BenchSettings,
  place: Interface,
  parts: ExtraParts,
  undo: Undo,
): Promise<Refusal | null> {
  if (settings.namesForBoards !== true) return null
  const { brokerPath, interfaceName } = place
  const requests = { names: { protocol: 'udp', port: 53 } } as const
  const opened = await openBoundSockets({ brokerPath, interfaceName, requests })
  if (opened.kind === 'refused') return opened
  const server = startNamesServer({
    port: createDatagramPort(opened.sockets.names, (error) =>
      parts.onWarning(
        'names-failed',
        `Names of boards are not answered any more (${error.message}). Start to serve again.`,
      ),
    ),
    stationAddress: place.address,
    boards: parts.boards,
    askResolver: settings.internetForBoards === true ? askHostResolvers : null,
    log: parts.log,
  })
  undo.push(() => server.stop())
  return null
}

/** The boards' HTTP server on every IPv6 address of the port, where it is wished; null when it listens or is not. */
export async function listenOnIpv6(
  settings: BenchSettings,
  place: Interface,
  parts: ExtraParts,
  undo: Undo,
): Promise<Refusal | null> {
  if (settings.ipv6 !== true) return null
  const { brokerPath, interfaceName, httpPort } = place
  const requests = { http: { protocol: 'tcp', port: httpPort, address: '::' } } as const
  const opened = await openBoundSockets({ brokerPath, interfaceName, requests })
  if (opened.kind === 'refused') return opened
  adoptListener(parts.boardServer, opened.sockets.http)
  undo.push(async () => opened.sockets.http.close())
  return null
}

/** Watches the port while it is served. A port that can't be watched is served all the same, with a warning. */
export async function watchBench(
  settings: BenchSettings,
  place: Interface,
  probeMac: string,
  parts: ExtraParts,
  undo: Undo,
): Promise<BenchWatch | null> {
  const { brokerPath, interfaceName } = place
  const watch = await startBenchWatch({
    listen: (onEvent) => watchInterface({ brokerPath, interfaceName, onEvent }),
    search:
      settings.dhcp === 'server'
        ? () => searchForeignDhcp(place, probeMac, parts.onForeignAnswer)
        : null,
    ...(parts.searchIntervalMs === undefined ? {} : { intervalMs: parts.searchIntervalMs }),
    clock: parts.clock,
    listeners: { ...parts.watchListeners, onEnd: (end) => watchEnded(end, interfaceName, parts) },
  })
  if (watch.kind === 'refused') {
    parts.onWarning(
      'port-not-watched',
      `${interfaceName} is served, but new links and spanning tree are not seen: ${watch.message}`,
    )
    return null
  }
  // At the very end: nothing is to wait for it, neither the servers' end nor the port's.
  undo.unshift(() => watch.stop())
  return watch
}

/** A port that is gone can't be served; a watch that ended for another reason is only missed. */
function watchEnded(end: Refusal, interfaceName: string, parts: ExtraParts): void {
  if (end.code === 'interface-unusable') {
    const message = `Boards are not served any more, because the network port ${interfaceName} is gone: it was unplugged or its driver has failed. Plug it in again, then start to serve.`
    parts.watchListeners.onEnd(refusal('port-gone', message))
  } else {
    const message = `New links and spanning tree on ${interfaceName} are not seen any more: ${end.message}. Boards are served all the same; start to serve again to see them.`
    parts.onWarning('port-not-watched', message)
  }
}
