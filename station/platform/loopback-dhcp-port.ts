import type { DatagramPort } from './datagram-port.ts'

/** Where chaddr, the client's hardware address, stands in a DHCP packet (RFC 2131 section 2). */
const chaddrStart = 28
const chaddrEnd = 34
const rememberedClients = 1_024

/**
 * Loopback has no broadcasts and gives a board no address of its own, so an answer goes back to where the same client's last
 * question came from. Only for simulated boards; on a real network port answers go where RFC 2131 says.
 */
export function createLoopbackDhcpPort(port: DatagramPort): DatagramPort {
  const senders = new Map<string, { address: string; port: number }>()
  return {
    send: (bytes, clientPort, address) => {
      const sender = senders.get(clientOf(bytes))
      return sender === undefined
        ? port.send(bytes, clientPort, address)
        : port.send(bytes, sender.port, sender.address)
    },
    onMessage: (listener) =>
      port.onMessage((bytes, source) => {
        remember(senders, clientOf(bytes), source)
        listener(bytes, source)
      }),
    close: () => port.close(),
  }
}

function clientOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(chaddrStart, chaddrEnd)).toString('hex')
}

function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key)
  map.set(key, value)
  const oldest = map.keys().next()
  if (map.size > rememberedClients && oldest.done !== true) map.delete(oldest.value)
}
