import { randomBytes } from 'node:crypto'
import type dgram from 'node:dgram'

/** The question asked: who hands out addresses here? */
export interface ProbeDiscover {
  readonly transactionId: number
  /** Made up for this probe: locally administered, so it is no real board's. */
  readonly mac: string
}

/** What is read of an answer. */
export interface ProbeOffer {
  readonly transactionId: number
  /** Option 54, or siaddr where a server leaves it out. */
  readonly serverAddress: string
}

export interface ForeignDhcpProbeOptions {
  /**
   * UDP port 68, bound to the interface (`openBoundSockets` with `udp` 68). The probe owns it and
   * closes it.
   */
  readonly socket: dgram.Socket
  /** The made-up address that asks; another one each time when absent. */
  readonly mac?: string
  /** A DHCPDISCOVER with the broadcast flag set: there is no address a unicast could go to. */
  readonly encodeDiscover: (discover: ProbeDiscover) => Uint8Array
  /** The DHCPOFFER in a datagram; null for anything else. Must not throw. */
  readonly decodeOffer: (datagram: Uint8Array) => ProbeOffer | null
  /** Each answer of a foreign server, as it came. */
  readonly onAnswer?: (answer: ForeignDhcpAnswer) => void
  /** The station's own addresses: its own server, if it runs already, is not foreign. */
  readonly ownAddresses: readonly string[]
  /** One is enough: end at the first answer instead of listening to the end. */
  readonly endAtFirst?: boolean
  /** How long to listen in all. The question is asked twice in this time, in case one is lost. */
  readonly limitMs?: number
}

/** The datagram of a foreign server's offer. */
export interface ForeignDhcpAnswer {
  readonly bytes: Uint8Array
  readonly sender: { readonly address: string; readonly port: number }
}

export interface ForeignDhcpServer {
  /** Its server identifier (option 54). */
  readonly serverAddress: string
  /** Where the answer came from; a relay's address differs from the server's. */
  readonly senderAddress: string
}

export type ForeignDhcpProbe =
  | { readonly kind: 'silent' }
  | { readonly kind: 'answered'; readonly servers: readonly ForeignDhcpServer[] }
  | { readonly kind: 'failed'; readonly message: string }

const defaultLimitMs = 3000
const serverLimit = 16
const dhcpServerPort = 67

/**
 * Asks for an address on the interface as an unknown computer would and lists every server that
 * offers one; takes none of the offers. Never rejects.
 *
 * Why port 68: servers answer a client without an address at port 68 (RFC 2131 section 4.1). The
 * station's socket on 67 would hear them only if the probe posed as a relay agent (giaddr), and
 * then a server answers only if it is configured for that subnet, so office routers stay silent.
 * Port 68 is shared (SO_REUSEADDR) with the computer's own DHCP client; broadcasts reach both.
 */
export function probeForeignDhcp(options: ForeignDhcpProbeOptions): Promise<ForeignDhcpProbe> {
  const { socket, limitMs = defaultLimitMs } = options
  const transactionId = randomBytes(4).readUInt32BE()
  const packet = options.encodeDiscover({
    transactionId,
    mac: options.mac ?? inventMac(),
  })
  const servers = new Map<string, ForeignDhcpServer>()
  return new Promise((resolve) => {
    let ended = false
    const end = (result: ForeignDhcpProbe) => {
      if (ended) return
      ended = true
      clearTimeout(again)
      clearTimeout(limit)
      socket.close()
      resolve(result)
    }
    const ask = () => {
      socket.send(packet, dhcpServerPort, '255.255.255.255', (error) => {
        if (error !== null) end(failure(error))
      })
    }
    const again = setTimeout(ask, limitMs / 3)
    const limit = setTimeout(() => end(conclusion([...servers.values()])), limitMs)
    socket.on('error', (error) => end(failure(error)))
    socket.on('message', (datagram, sender) => {
      const offer = options.decodeOffer(datagram)
      if (offer === null || offer.transactionId !== transactionId) return
      const { serverAddress } = offer
      if (options.ownAddresses.includes(serverAddress) || servers.size >= serverLimit) return
      servers.set(serverAddress, { serverAddress, senderAddress: sender.address })
      options.onAnswer?.({ bytes: datagram, sender })
      if (options.endAtFirst === true) end(conclusion([...servers.values()]))
    })
    ask()
  })
}

function conclusion(servers: readonly ForeignDhcpServer[]): ForeignDhcpProbe {
  return servers.length === 0 ? { kind: 'silent' } : { kind: 'answered', servers }
}

function failure(error: Error): ForeignDhcpProbe {
  const message = `the search for other DHCP servers failed (${error.message}); check that the port is up and has an address, then try again`
  return { kind: 'failed', message }
}

/** An Ethernet address that is no real board's: locally administered, otherwise random. */
export function inventMac(): string {
  const bytes = randomBytes(6)
  bytes[0] = 0x02
  return bytes.toString('hex').replace(/..(?=.)/g, '$&:')
}
