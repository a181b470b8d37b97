import dgram from 'node:dgram'
import { Resolver } from 'node:dns'
import { isIPv6 } from 'node:net'

const patienceMs = 3_000
const dnsPort = 53

/** Asks a DNS question on; null when nobody answered. Never rejects. */
export type AskResolver = (query: Uint8Array) => Promise<Uint8Array | null>

/** Asks the resolvers of this computer, as they are now, one after the other. */
export const askHostResolvers: AskResolver = async (query) => {
  for (const server of new Resolver().getServers()) {
    const { address, port } = splitServer(server)
    const answer = await askOne(query, address, port)
    if (answer !== null) return answer
  }
  return null
}

/** From a socket of its own, connected to the resolver: another sender's packets are not heard. */
export function askOne(
  query: Uint8Array,
  address: string,
  port: number,
  limitMs: number = patienceMs,
): Promise<Uint8Array | null> {
  const socket = dgram.createSocket(isIPv6(address) ? 'udp6' : 'udp4')
  return new Promise((resolve) => {
    const end = (answer: Uint8Array | null): void => {
      clearTimeout(limit)
      socket.removeAllListeners('message')
      socket.removeAllListeners('error')
      socket.on('error', () => undefined)
      socket.close()
      resolve(answer)
    }
    const limit = setTimeout(() => end(null), limitMs)
    socket.once('error', () => end(null))
    socket.on('message', (bytes) => {
      // RFC 1035 section 4.1.1: the answer carries the question's number.
      if (bytes[0] === query[0] && bytes[1] === query[1]) end(bytes)
    })
    socket.connect(port, address, () => socket.send(query))
  })
}

/** `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1` or `[2001:db8::1]:5353`, as dns.getServers() writes them. */
function splitServer(text: string): { address: string; port: number } {
  const bracketed = /^\[(.+)\]:(\d+)$/.exec(text) ?? /^([\d.]+):(\d+)$/.exec(text)
  return bracketed === null
    ? { address: text, port: dnsPort }
    : { address: bracketed[1] ?? text, port: Number(bracketed[2]) }
}
