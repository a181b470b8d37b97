/** Which client a packet comes from, for the lease table (RFC 2131 section 4.2). */
import { formatHardwareAddress, formatHex } from './address.ts'
import type { LeaseClient } from './lease-table.ts'
import { readable } from './options.ts'
import type { DhcpPacket } from './packet.ts'
import type { ClientIdentity } from './pi-identity.ts'

/** Longer client identifiers are nobody's; such a client is known by its hardware address. */
const longestIdentifier = 128
const ethernetType = 1

/**
 * Option 61 is the key when it is there, else the hardware address. An option 61 that only repeats the
 * hardware address counts as that address: so a board's bootloader (which sends none) and the udhcpc of
 * its agent (which sends this one) are one client with one address.
 */
export function leaseClientOf(packet: DhcpPacket, identity: ClientIdentity): LeaseClient {
  const client: LeaseClient = {
    key: clientKey(packet),
    hardwareAddress: packet.hardwareAddress,
  }
  if (packet.options.hostName !== undefined) client.hostName = readable(packet.options.hostName)
  if (identity.kind === 'raspberry-pi' && identity.serialTail !== undefined) {
    client.serialTail = identity.serialTail
  }
  return client
}

function clientKey(packet: DhcpPacket): string {
  const identifier = packet.options.clientIdentifier
  if (identifier === undefined || identifier.length > longestIdentifier) {
    return `mac:${packet.hardwareAddress}`
  }
  if (identifier.length === 7 && identifier[0] === ethernetType) {
    return `mac:${formatHardwareAddress(identifier.subarray(1))}`
  }
  return `id:${formatHex(identifier)}`
}
