import type { DatagramPort } from './datagram-port.ts'

/** Where chaddr, the client's hardware address, stands in a DHCP packet (RFC 2131 section 2). */
const chaddrStart = 28

/**
 * The same port, deaf to the DHCP packets of one hardware address: what this computer broadcasts comes back to its own
 * sockets, and the station's search for other servers must not be taken for a board.
 */
export function createDeafPort(port: DatagramPort, hardwareAddress: string): DatagramPort {
  const unheard = Buffer.from(hardwareAddress.replaceAll(':', ''), 'hex')
  const end = chaddrStart + unheard.length
  return {
    ...port,
    onMessage: (listener) =>
      port.onMessage((bytes, source) => {
        if (!unheard.equals(bytes.subarray(chaddrStart, end))) listener(bytes, source)
      }),
  }
}
