import type { NetworkPort, Settings } from '../../contract/settings.ts'
import type { NetworkInterface } from '../platform/network-interfaces.ts'
import { checkInterfaceForServing } from '../platform/serving-check.ts'

/** The network ports that a person may choose from: all but the loopback, those that can be served first. */
export function listNetworkPorts(
  interfaces: readonly NetworkInterface[],
  settings: Settings,
): NetworkPort[] {
  return interfaces
    .filter((entry) => !entry.isLoopback)
    .map((entry) => describePort(interfaces, entry, settings))
    .sort((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name))
}

function describePort(
  interfaces: readonly NetworkInterface[],
  entry: NetworkInterface,
  settings: Settings,
): NetworkPort {
  return {
    name: entry.name,
    mac: entry.mac,
    kind: entry.isWireless ? 'wireless' : entry.isVirtual ? 'virtual' : 'ethernet',
    isUp: entry.isUp,
    hasLink: entry.hasLink,
    speed: entry.speedMbps,
    hasDefaultRoute: entry.hasDefaultRoute,
    addresses: entry.addresses.map(({ address, prefixLength }) => `${address}/${prefixLength}`),
    refusal: findRefusal(interfaces, entry, settings),
  }
}

/** What the station repairs itself when it starts is no reason to refuse a port. */
const repairedAtStart: readonly string[] = ['down', 'no-address']

function findRefusal(
  interfaces: readonly NetworkInterface[],
  entry: NetworkInterface,
  settings: Settings,
): NetworkPort['refusal'] {
  const request = { interfaceName: entry.name, address: settings.address }
  const check = checkInterfaceForServing(interfaces, request)
  if (check.kind === 'ok') return null
  if (settings.assignAddress && repairedAtStart.includes(check.code)) return null
  return { code: check.code, message: `${check.why} ${check.next}` }
}

/** A cabled port with a link and no internet is what a person most likely wants. */
function rank(port: NetworkPort): number {
  const kinds = { ethernet: 0, wireless: 1, virtual: 2 } as const
  return (port.refusal === null ? 0 : 10) + kinds[port.kind] * 2 + (port.hasLink ? 0 : 1)
}
