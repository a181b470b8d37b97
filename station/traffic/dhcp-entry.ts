import { type DhcpMessageType, readable } from '../protocols/dhcp/options.ts'
import { type DhcpPacket, decodeDhcp } from '../protocols/dhcp/packet.ts'
import type { Clue, Endpoint, Observation, Topic } from './traffic-record.ts'

/** A DHCP datagram on its way; `local` is our end. */
export type DhcpDatagram = {
  readonly direction: Observation['direction']
  readonly bytes: Uint8Array
  readonly local: Endpoint
  readonly remote: Endpoint
}

const noAddress = '0.0.0.0'
const broadcast = '255.255.255.255'

/** One DHCP datagram as an entry. Its board is told by the hardware address in it (chaddr), in both directions. */
export function dhcpObservation({ direction, bytes, local, remote }: DhcpDatagram): Observation {
  const decoded = decodeDhcp(bytes)
  const packet = decoded.kind === 'ok' ? decoded.packet : null
  const clue = clueOf(packet)
  return {
    protocol: 'dhcp',
    direction,
    peer: peerOf(remote, clue),
    clue,
    summary: decoded.kind === 'ok' ? summaryOf(decoded.packet) : `not DHCP: ${decoded.reason}`,
    lengthBytes: bytes.length,
    topic: topicOf(packet),
    // The socket may use this memory again.
    capture: { kind: 'datagram', local, remote, bytes: Uint8Array.from(bytes), rebuilt: false },
  }
}

function clueOf(packet: DhcpPacket | null): Clue {
  return packet === null || packet.hardwareAddress === ''
    ? { kind: 'none' }
    : { kind: 'mac', mac: packet.hardwareAddress }
}

/** A board that asks has no address yet, and the answer goes to everybody: its hardware address says more. */
function peerOf({ address, port }: Endpoint, clue: Clue): string {
  const isNobody = address === noAddress || address === broadcast
  return isNobody && clue.kind === 'mac' ? clue.mac : `${address}:${port}`
}

const topics: Readonly<Record<DhcpMessageType, Topic['message']>> = {
  discover: 'discover',
  offer: 'offer',
  request: 'request',
  ack: 'ack',
  nak: 'nak',
  decline: 'other-dhcp',
  release: 'other-dhcp',
  inform: 'other-dhcp',
}

function topicOf(packet: DhcpPacket | null): Topic {
  const type = packet?.options.messageType
  const message = type === undefined ? 'other-dhcp' : topics[type]
  return { message, about: packet?.options.serverIdentifier ?? '' }
}

function summaryOf(packet: DhcpPacket): string {
  const { messageType, serverIdentifier, message } = packet.options
  if (messageType === undefined) return 'BOOTP without a DHCP message type'
  const words = [
    messageType.toUpperCase(),
    addressIn(packet),
    serverIdentifier === undefined ? '' : `server=${serverIdentifier}`,
    message === undefined ? '' : `"${readable(message)}"`,
  ]
  return words.filter((word) => word !== '').join(' ')
}

function addressIn({ yourAddress, clientAddress, options }: DhcpPacket): string {
  if (yourAddress !== noAddress) return yourAddress
  if (options.requestedAddress !== undefined) return options.requestedAddress
  return clientAddress === noAddress ? '' : clientAddress
}
