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

/** Where hlen and chaddr stand in a DHCP message, and how long an Ethernet address is (RFC 2131 figure 1). */
const hlenOffset = 2
const chaddrOffset = 28
const ethernetLength = 6

/** The board that a datagram is of, without reading the rest of it: by the hardware address in it (chaddr), in both directions. */
export function dhcpClue(bytes: Uint8Array): Clue {
  const end = chaddrOffset + ethernetLength
  if (bytes[hlenOffset] !== ethernetLength || bytes.length < end) return { kind: 'none' }
  const mac = Array.from(bytes.subarray(chaddrOffset, end), (byte) =>
    byte.toString(16).padStart(2, '0'),
  )
  return { kind: 'mac', mac: mac.join(':') }
}

/** One DHCP datagram as an entry. */
export function dhcpObservation({ direction, bytes, local, remote }: DhcpDatagram): Observation {
  const decoded = decodeDhcp(bytes)
  const packet = decoded.kind === 'ok' ? decoded.packet : null
  const clue = dhcpClue(bytes)
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
