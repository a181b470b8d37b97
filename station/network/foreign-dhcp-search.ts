import { type Refusal, refusal } from '../../contract/errors.ts'
import type { BenchPlace } from '../platform/bench-sockets.ts'
import { openBoundSockets } from '../platform/broker.ts'
import { type ForeignDhcpAnswer, inventMac, probeForeignDhcp } from '../platform/foreign-dhcp.ts'
import { decodeDhcp, emptyPacket, encodeDhcp } from '../protocols/dhcp/packet.ts'

/** What a search for another DHCP server came to. */
export type ForeignDhcpSearch =
  | { readonly kind: 'silent' }
  | { readonly kind: 'answered'; readonly serverAddress: string }
  | Refusal

/**
 * Looks for another DHCP server on the network port, as a computer that nobody knows asks for an address. `mac` is the
 * made-up address that asks: the station's own server must not take it for a board. `onAnswer` gets each foreign offer as it came.
 */
export async function searchForeignDhcp(
  place: Extract<BenchPlace, { kind: 'interface' }>,
  mac: string = inventMac(),
  onAnswer: (answer: ForeignDhcpAnswer) => void = () => undefined,
): Promise<ForeignDhcpSearch> {
  const opened = await openBoundSockets({
    brokerPath: place.brokerPath,
    interfaceName: place.interfaceName,
    requests: { probe: { protocol: 'udp', port: 68 } },
  })
  if (opened.kind === 'refused') return opened
  const probe = await probeForeignDhcp({
    socket: opened.sockets.probe,
    mac,
    onAnswer,
    endAtFirst: true,
    encodeDiscover: (discover) =>
      encodeDhcp({
        ...emptyPacket('request'),
        transactionId: discover.transactionId,
        broadcast: true,
        hardwareAddress: discover.mac,
        options: { messageType: 'discover' },
      }),
    decodeOffer,
    ownAddresses: [place.address],
  })
  switch (probe.kind) {
    case 'silent':
      return { kind: 'silent' }
    case 'failed':
      return refusal(
        'probe-failed',
        `The network port ${place.interfaceName} could not be checked for another DHCP server: ${probe.message}. Check the cable and the port, then start again.`,
      )
    case 'answered':
      return {
        kind: 'answered',
        serverAddress: probe.servers[0]?.serverAddress ?? 'of unknown address',
      }
  }
}

/**
 * The refusal for a network on which `serverAddress` already gives out addresses. Two servers on one network give boards
 * contradictory answers, and ours would disturb the other's network (invariant 2).
 */
export function foreignServerRefusal(interfaceName: string, serverAddress: string): Refusal {
  return refusal(
    'foreign-dhcp-server',
    `Another DHCP server (${serverAddress}) answers on ${interfaceName}, so the station does not serve there: boards would get contradictory answers. Unplug the other network, choose another port, or set DHCP to "proxy" to work beside that server.`,
  )
}

function decodeOffer(
  datagram: Uint8Array,
): { transactionId: number; serverAddress: string } | null {
  const decoded = decodeDhcp(datagram)
  if (decoded.kind === 'bad' || decoded.packet.options.messageType !== 'offer') return null
  const { transactionId, options, serverAddress } = decoded.packet
  return { transactionId, serverAddress: options.serverIdentifier ?? serverAddress }
}
