/** A UDP socket as the DHCP server needs it; the platform's sockets are behind it. */

export interface DatagramSource {
  address: string
  port: number
}

/**
 * An open UDP socket that sends and receives on one network interface only and may broadcast. It is the
 * owner's affair to report that the socket itself failed.
 */
export interface DatagramPort {
  send(bytes: Uint8Array, port: number, address: string): void | Promise<void>
  onMessage(listener: (bytes: Uint8Array, source: DatagramSource) => void): void
  close(): void | Promise<void>
}
