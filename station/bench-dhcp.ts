import { Resolver } from 'node:dns'
import type { BenchSettings } from './network/bench-settings.ts'
import { benchDomain } from './network/board-names.ts'
import { netmaskOf } from './network/settings-check.ts'
import { createAddressProbe } from './platform/address-probe.ts'
import type { BenchSockets } from './platform/bench-sockets.ts'
import type { BootPolicy } from './protocols/dhcp/boot-policy.ts'
import type { DhcpEvent } from './protocols/dhcp/events.ts'
import type { LeaseStore } from './protocols/dhcp/lease-table.ts'
import { createDhcpServer, type DhcpServer } from './protocols/dhcp/server.ts'
import type { LeasingOptions } from './protocols/dhcp/server-options.ts'

export type BenchDhcpParts = {
  readonly policy: BootPolicy
  readonly leaseStore: LeaseStore
  readonly onDhcpEvent: (event: DhcpEvent) => void
  readonly clock: () => number
}

/** The DHCP server that the settings ask for; null for none. Sockets that are not needed then are closed. */
export function createBenchDhcp(
  settings: BenchSettings,
  parts: BenchDhcpParts,
  sockets: BenchSockets,
): DhcpServer | null {
  if (settings.dhcp === 'off') {
    sockets.dhcp.close()
    sockets.proxyDhcp.close()
    return null
  }
  const common = {
    port: sockets.dhcp,
    serverAddress: settings.place.address,
    netmask: netmaskOf(settings.prefixLength),
    policy: parts.policy,
    onEvent: parts.onDhcpEvent,
    clock: parts.clock,
  }
  if (settings.dhcp === 'proxy') {
    return createDhcpServer({ ...common, mode: 'proxy', proxyPort: sockets.proxyDhcp })
  }
  sockets.proxyDhcp.close()
  const { place } = settings
  return createDhcpServer({
    ...common,
    mode: 'server',
    range: settings.range,
    reservations: settings.reservations,
    leaseSeconds: settings.leaseSeconds,
    leaseStore: parts.leaseStore,
    ...wayOut(settings),
    ...(place.kind === 'interface' ? { probe: createAddressProbe(place.interfaceName) } : {}),
  })
}

/**
 * The options that lead boards elsewhere (RFC 2132 options 3, 6 and 15): a router only where the station is one, names
 * from the station where it has them, else from the resolvers of this computer where boards can reach those.
 */
function wayOut(settings: BenchSettings): Pick<LeasingOptions, 'router' | 'dns' | 'domainName'> {
  const { place, internetForBoards, namesForBoards } = settings
  const router = internetForBoards === true ? { router: place.address } : {}
  if (namesForBoards === true) return { ...router, dns: [place.address], domainName: benchDomain }
  if (internetForBoards !== true) return {}
  const reachable = new Resolver().getServers().filter((server) => /^(?!127\.)[\d.]+$/.test(server))
  return reachable.length === 0 ? router : { ...router, dns: reachable }
}
