/** A route of this computer: what is reached through one of its interfaces. Default routes are none of these. */
export type Route = {
  readonly interfaceName: string
  readonly network: string
  readonly prefixLength: number
}

/**
 * Networks of 256 addresses for cables, in the order in which they are tried. The first is beside the plan of ClusterCTRL's nodes
 * (172.19.180 and 172.19.181, docs/decisions/node-addresses.md); the others are for computers that have that one already, as Docker may.
 */
export const usualNetworks: readonly string[] = ['172.19.182.0', '10.182.19.0', '192.168.182.0']

const prefixLength = 24
/** Addresses of boards end in 1 to 253. */
export const mostLinks = 253

/** The station's own address, the same on every cable. `network` as in `usualNetworks`. */
export function stationAddressOf(network: string): string {
  return addressIn(network, 254)
}

/** The address of the board on the cable with this number, 1 to 253. */
export function boardAddressOf(network: string, number: number): string {
  return addressIn(network, number)
}

/** The route that leads into this network already, or undefined. */
export function routeInto(network: string, routes: readonly Route[]): Route | undefined {
  return routes.find((route) => {
    const mask = maskOf(Math.min(prefixLength, route.prefixLength))
    return ((toNumber(route.network) ^ toNumber(network)) & mask) === 0
  })
}

/**
 * Reads /proc/net/route. Columns: Iface Destination Gateway Flags RefCnt Use Metric Mask; numbers in hexadecimal, addresses in host byte
 * order (little-endian). Routes to everything, or to half of it, are left out.
 */
export function parseRoutes(text: string): Route[] {
  return text.split('\n').flatMap((line) => {
    const [interfaceName = '', destination = '', , , , , , mask = ''] = line.trim().split(/\s+/)
    if (!/^[0-9A-F]{8}$/.test(destination) || !/^[0-9A-F]{8}$/.test(mask)) return []
    const length = Number.parseInt(mask, 16).toString(2).replaceAll('0', '').length
    return length <= 1
      ? []
      : [{ interfaceName, network: fromLittleEndian(destination), prefixLength: length }]
  })
}

function addressIn(network: string, last: number): string {
  return `${network.slice(0, network.lastIndexOf('.'))}.${last}`
}

function fromLittleEndian(hex: string): string {
  return (hex.match(/../g) ?? [])
    .reverse()
    .map((byte) => Number.parseInt(byte, 16))
    .join('.')
}

function toNumber(address: string): number {
  return address.split('.').reduce((value, part) => value * 256 + Number(part), 0)
}

function maskOf(length: number): number {
  return length === 0 ? 0 : -1 << (32 - length)
}
