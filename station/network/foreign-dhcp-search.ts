import { type Refusal, refusal } from '../../contract/errors.ts'
import type { BenchPlace } from '../platform/bench-sockets.ts'
import { openBoundSockets } from '../platform/broker.ts'
import { probeForeignDhcp } from '../platform/foreign-dhcp.ts'
import { decodeDhcp, emptyPacket, encodeDhcp } from '../protocols/dhcp/packet.ts'

/**
 * Looks for another DHCP server on the network port, as a board that asks for an address would; null when none answered.
 * Two servers on one network give boards contradictory answers, and ours would disturb the other's network (invariant 2).
 */
export async function findForeignDhcpServers(
  place: Extract<BenchPlace, { kind: 'interface' }>,
): Promise<Refusal | null> {
  const opened = await openBoundSockets({
    brokerPath: place.brokerPath,
    interfaceName: place.interfaceName,
    requests: { probe: { protocol: 'udp', port: 68 } },
  })
  if (opened.kind === 'refused') return opened
  const probe = await probeForeignDhcp({
    socket: opened.sockets.probe,
    encodeDiscover: ({ transactionId, mac }) =>
      encodeDhcp({
        ...emptyPacket('request'),
        transactionId,
        broadcast: true,
        hardwareAddress: mac,
        options: { messageType: 'discover' },
      }),
    decodeOffer,
    ownAddresses: [place.address],
  })
  switch (probe.kind) {
    case 'silent':
      return null
    case 'failed':
      return refusal(
        'probe-failed',
        `The network port ${place.interfaceName} could not be checked for another DHCP server: ${probe.message}. Check the cable and the port, then start again.`,
      )
    case 'answered':
      return foreignServerRefusal(place.interfaceName, probe.servers[0]?.serverAddress ?? 'unknown')
  }
}

/** The refusal for a network on which `serverAddress` already gives out addresses. */
export function foreignServerRefusal(interfaceName: string, serverAddress: string): Refusal {
  return refusal(
    'foreign-dhcp-server',
    `Another DHCP server (${serverAddress}) answers on ${interfaceName}, so the station does not serve there: boards would get contradictory answers. Unplug the other network, choose another port, or start with --dhcp proxy to work beside that server.`,
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
