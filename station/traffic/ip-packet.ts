import { isIPv6 } from 'node:net'
import type { Endpoint } from './traffic-record.ts'

/** From where to where. */
export type Route = { readonly from: Endpoint; readonly to: Endpoint }

/** A packet as a capture shows it: what there is of it, how long it was, and how much of that its payload was. */
export type SyntheticPacket = {
  readonly bytes: Uint8Array
  readonly originalLength: number
  readonly payloadLength: number
}

export type TcpNumbers = { readonly sequence: number; readonly acknowledgement: number }

const udpProtocol = 17
const tcpProtocol = 6
const udpHeader = 8
const tcpHeader = 20
/** The most that an IP packet can say it holds. */
const longestPayload = 65_535 - 60

/** A UDP datagram in an IP packet, with the checksums of RFC 768 and RFC 791 (RFC 8200 for IPv6 addresses). */
export function udpPacket(route: Route, payload: Uint8Array): SyntheticPacket {
  const datagram = Buffer.alloc(udpHeader + payload.length)
  datagram.writeUInt16BE(route.from.port, 0)
  datagram.writeUInt16BE(route.to.port, 2)
  datagram.writeUInt16BE(datagram.length, 4)
  datagram.set(payload, udpHeader)
  const checksum = transportChecksum(route, udpProtocol, datagram, datagram.length)
  // RFC 768: a sum of zero is sent as all ones, zero means "none".
  datagram.writeUInt16BE(checksum === 0 ? 0xffff : checksum, 6)
  const { bytes, originalLength } = ipPacket(route, udpProtocol, datagram, datagram.length)
  return { bytes, originalLength, payloadLength: payload.length }
}

/**
 * A TCP segment (RFC 9293 section 3.1) in an IP packet: PSH and ACK, nothing else. `missing` bytes follow the payload that were not recorded: the
 * capture says that they were there, and the checksum takes them for zeros.
 */
export function tcpPacket(
  route: Route,
  { sequence, acknowledgement }: TcpNumbers,
  payload: Uint8Array,
  missing: number,
): SyntheticPacket {
  const segment = Buffer.alloc(tcpHeader + payload.length)
  segment.writeUInt16BE(route.from.port, 0)
  segment.writeUInt16BE(route.to.port, 2)
  segment.writeUInt32BE(sequence, 4)
  segment.writeUInt32BE(acknowledgement, 8)
  segment[12] = (tcpHeader / 4) << 4
  segment[13] = 0x18
  segment.writeUInt16BE(0xffff, 14)
  segment.set(payload, tcpHeader)
  const length = Math.min(segment.length + missing, longestPayload)
  segment.writeUInt16BE(transportChecksum(route, tcpProtocol, segment, length), 16)
  const { bytes, originalLength } = ipPacket(route, tcpProtocol, segment, length)
  return { bytes, originalLength, payloadLength: length - tcpHeader }
}

function ipPacket(
  route: Route,
  protocol: number,
  payload: Uint8Array,
  payloadLength: number,
): Omit<SyntheticPacket, 'payloadLength'> {
  const header = isIPv6(route.from.address)
    ? ipv6Header(route, protocol, payloadLength)
    : ipv4Header(route, protocol, payloadLength)
  return {
    bytes: Buffer.concat([header, payload]),
    originalLength: header.length + payloadLength,
  }
}

/** RFC 791 section 3.1, without options; "don't fragment", time to live 64. */
function ipv4Header({ from, to }: Route, protocol: number, payloadLength: number): Buffer {
  const header = Buffer.alloc(20)
  header[0] = 0x45
  header.writeUInt16BE(header.length + payloadLength, 2)
  header.writeUInt16BE(0x4000, 6)
  header[8] = 64
  header[9] = protocol
  header.set(addressBytes(from.address), 12)
  header.set(addressBytes(to.address), 16)
  header.writeUInt16BE(fold(sumOfWords(header)), 10)
  return header
}

/** RFC 8200 section 3. */
function ipv6Header({ from, to }: Route, protocol: number, payloadLength: number): Buffer {
  const header = Buffer.alloc(40)
  header[0] = 0x60
  header.writeUInt16BE(payloadLength, 4)
  header[6] = protocol
  header[7] = 64
  header.set(addressBytes(from.address), 8)
  header.set(addressBytes(to.address), 24)
  return header
}

/** Over the pseudo header (RFC 768, RFC 9293 section 3.1, RFC 8200 section 8.1) and the bytes; their checksum field must be zero. */
function transportChecksum(
  { from, to }: Route,
  protocol: number,
  bytes: Uint8Array,
  length: number,
): number {
  const addresses = sumOfWords(addressBytes(from.address)) + sumOfWords(addressBytes(to.address))
  return fold(addresses + protocol + length + sumOfWords(bytes))
}

function sumOfWords(bytes: Uint8Array): number {
  let sum = 0
  for (let index = 0; index < bytes.length; index += 2) {
    sum += ((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0)
  }
  return sum
}

/** The ones' complement of the ones' complement sum (RFC 1071). */
function fold(sum: number): number {
  let folded = sum
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000)
  return ~folded & 0xffff
}

function addressBytes(address: string): Uint8Array {
  return isIPv6(address) ? ipv6Bytes(address) : Uint8Array.from(address.split('.'), Number)
}

/** The 16 bytes of an address in text form (RFC 4291 section 2.2); a zone (`%eth0`) is left out. */
function ipv6Bytes(address: string): Uint8Array {
  const [plain = ''] = address.split('%')
  const [head = '', tail = ''] = plain.split('::')
  const left = groupsOf(head)
  const right = groupsOf(tail)
  const zeros: number[] = Array(Math.max(8 - left.length - right.length, 0)).fill(0)
  return Uint8Array.from(
    [...left, ...zeros, ...right].flatMap((group) => [group >> 8, group & 255]),
  )
}

function groupsOf(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))
}
