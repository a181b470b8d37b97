/**
 * The DHCP message on the wire (RFC 2131 section 2) with its options (RFC 2132), long options (RFC 3396)
 * and overloaded header fields (RFC 2132 section 9.3). Pure: bytes in, values out, and back.
 */
import {
  formatHardwareAddress,
  noAddress,
  readIpv4,
  writeHardwareAddress,
  writeIpv4,
} from './address.ts'
import { packOptions } from './option-packing.ts'
import {
  type KnownOptions,
  optionFieldByCode,
  optionFields,
  type RawOption,
  readText,
  writeText,
} from './options.ts'

export interface DhcpOptions extends KnownOptions {
  /** Options we do not know, as they were. */
  other?: RawOption[]
}

export interface DhcpPacket {
  /** 'request' goes from client to server, 'reply' the other way. */
  operation: 'request' | 'reply'
  /** htype; 1 is Ethernet. */
  hardwareType: number
  hops: number
  /** xid, unsigned. */
  transactionId: number
  /** secs: since the client began. */
  seconds: number
  /** The one flag of RFC 2131 figure 2: the client cannot take unicast before it has an address. */
  broadcast: boolean
  /** ciaddr */
  clientAddress: string
  /** yiaddr */
  yourAddress: string
  /** siaddr: next server */
  serverAddress: string
  /** giaddr */
  relayAddress: string
  /** chaddr: hlen bytes, 'dc:a6:32:01:02:03' */
  hardwareAddress: string
  /** sname; '' when unused or overloaded */
  serverName: string
  /** file; '' when unused or overloaded */
  bootFile: string
  options: DhcpOptions
}

export type DecodeResult = { kind: 'ok'; packet: DhcpPacket } | { kind: 'bad'; reason: string }

export interface EncodeResult {
  bytes: Uint8Array
  /** Codes of options for which there was no room. */
  omitted: number[]
}

/** Where things stand in the header (RFC 2131 figure 1). */
const serverNameOffset = 44
const bootFileOffset = 108
const cookieOffset = 236
const optionsOffset = 240
const magicCookie = [99, 130, 83, 99]
const largestHardwareAddress = 16

const padCode = 0
const overloadCode = 52
const endCode = 255

/** BOOTP's smallest message (RFC 1542 section 2.1); some boot ROMs drop anything shorter. */
const smallestMessage = 300

/** A packet with every header field empty: a start for building one. */
export function emptyPacket(operation: DhcpPacket['operation']): DhcpPacket {
  return {
    operation,
    hardwareType: 1,
    hops: 0,
    transactionId: 0,
    seconds: 0,
    broadcast: false,
    clientAddress: noAddress,
    yourAddress: noAddress,
    serverAddress: noAddress,
    relayAddress: noAddress,
    hardwareAddress: '',
    serverName: '',
    bootFile: '',
    options: {},
  }
}

/** Reads one datagram. Never throws; 'bad' says in plain words what is wrong with it. */
export function decodeDhcp(bytes: Uint8Array): DecodeResult {
  const problem = headerProblem(bytes)
  if (problem !== undefined) return { kind: 'bad', reason: problem }
  const collected = collectOptions(bytes)
  if (collected.kind === 'bad') return collected
  const packet = readHeader(bytes, collected.overload)
  const reason = readOptions(collected.values, packet.options)
  return reason === undefined ? { kind: 'ok', packet } : { kind: 'bad', reason }
}

/** Writes a packet with every option, however long it gets; at least 300 bytes. */
export function encodeDhcp(packet: DhcpPacket): Uint8Array {
  return encodeDhcpWithin(packet, Number.POSITIVE_INFINITY).bytes
}

/**
 * Writes a packet of at most `limit` bytes of UDP payload (but never less than the fixed header). Options
 * that do not fit move into unused sname and file fields; those that fit nowhere are named in `omitted`.
 */
export function encodeDhcpWithin(packet: DhcpPacket, limit: number): EncodeResult {
  const packed = packOptions(optionValues(packet.options), {
    options: Math.max(limit - optionsOffset, 0),
    file: packet.bootFile === '' ? cookieOffset - bootFileOffset : 0,
    serverName: packet.serverName === '' ? bootFileOffset - serverNameOffset : 0,
  })
  const bytes = new Uint8Array(Math.max(optionsOffset + packed.options.length, smallestMessage))
  writeHeader(packet, bytes)
  bytes.set(packed.serverName, serverNameOffset)
  bytes.set(packed.file, bootFileOffset)
  bytes.set(packed.options, optionsOffset)
  return { bytes, omitted: packed.omitted }
}

function headerProblem(bytes: Uint8Array): string | undefined {
  if (bytes.length < optionsOffset) {
    return `it has ${bytes.length} bytes, a DHCP message has at least ${optionsOffset}`
  }
  if (bytes[0] !== 1 && bytes[0] !== 2) return `its operation is ${bytes[0]}, neither 1 nor 2`
  if ((bytes[2] ?? 0) > largestHardwareAddress) {
    return `its hardware address has ${bytes[2]} bytes, 16 is the most`
  }
  if (magicCookie.some((byte, index) => bytes[cookieOffset + index] !== byte)) {
    return 'it has no DHCP magic cookie'
  }
  return undefined
}

function readHeader(bytes: Uint8Array, overload: number): DhcpPacket {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return {
    operation: bytes[0] === 1 ? 'request' : 'reply',
    hardwareType: view.getUint8(1),
    hops: view.getUint8(3),
    transactionId: view.getUint32(4),
    seconds: view.getUint16(8),
    broadcast: (view.getUint8(10) & 0x80) !== 0,
    clientAddress: readIpv4(bytes, 12),
    yourAddress: readIpv4(bytes, 16),
    serverAddress: readIpv4(bytes, 20),
    relayAddress: readIpv4(bytes, 24),
    hardwareAddress: formatHardwareAddress(bytes.subarray(28, 28 + view.getUint8(2))),
    serverName: (overload & 2) !== 0 ? '' : readField(bytes, serverNameOffset, bootFileOffset),
    bootFile: (overload & 1) !== 0 ? '' : readField(bytes, bootFileOffset, cookieOffset),
    options: {},
  }
}

function writeHeader(packet: DhcpPacket, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer)
  const hardwareAddress = writeHardwareAddress(packet.hardwareAddress)
  view.setUint8(0, packet.operation === 'request' ? 1 : 2)
  view.setUint8(1, packet.hardwareType)
  view.setUint8(2, hardwareAddress.length)
  view.setUint8(3, packet.hops)
  view.setUint32(4, packet.transactionId)
  view.setUint16(8, packet.seconds)
  view.setUint16(10, packet.broadcast ? 0x8000 : 0)
  bytes.set(writeIpv4(packet.clientAddress), 12)
  bytes.set(writeIpv4(packet.yourAddress), 16)
  bytes.set(writeIpv4(packet.serverAddress), 20)
  bytes.set(writeIpv4(packet.relayAddress), 24)
  bytes.set(hardwareAddress, 28)
  bytes.set(writeText(packet.serverName).subarray(0, 64), serverNameOffset)
  bytes.set(writeText(packet.bootFile).subarray(0, 128), bootFileOffset)
  bytes.set(magicCookie, cookieOffset)
}

/** A fixed field holds text up to its first NUL; what follows may be anything. */
function readField(bytes: Uint8Array, start: number, end: number): string {
  const field = bytes.subarray(start, end)
  const terminator = field.indexOf(0)
  return readText(terminator === -1 ? field : field.subarray(0, terminator))
}

type OptionValues = Map<number, Uint8Array>

/** Per code its pieces, in order: joined once at the end, so that ten thousand pieces cost no more than one. */
type OptionPieces = Map<number, Uint8Array[]>

type CollectedOptions =
  | { kind: 'ok'; values: OptionValues; overload: number }
  | { kind: 'bad'; reason: string }

/** RFC 3396 section 5: the aggregate is the options field, then file, then sname. */
function collectOptions(bytes: Uint8Array): CollectedOptions {
  const pieces: OptionPieces = new Map()
  const reason = collectArea(bytes.subarray(optionsOffset), pieces)
  if (reason !== undefined) return { kind: 'bad', reason }
  const overloadPieces = pieces.get(overloadCode)
  if (overloadPieces === undefined) return { kind: 'ok', values: join(pieces), overload: 0 }
  const overloadValue = concatenate(overloadPieces)
  const overload = overloadValue[0] ?? 0
  if (overloadValue.length !== 1 || overload < 1 || overload > 3) {
    return { kind: 'bad', reason: 'its option 52 (overload) is neither 1, 2 nor 3' }
  }
  const areas: Uint8Array[] = []
  if ((overload & 1) !== 0) areas.push(bytes.subarray(bootFileOffset, cookieOffset))
  if ((overload & 2) !== 0) areas.push(bytes.subarray(serverNameOffset, bootFileOffset))
  for (const area of areas) {
    const areaReason = collectArea(area, pieces)
    if (areaReason !== undefined) return { kind: 'bad', reason: areaReason }
  }
  return { kind: 'ok', values: join(pieces), overload }
}

function collectArea(area: Uint8Array, pieces: OptionPieces): string | undefined {
  let offset = 0
  while (offset < area.length) {
    const code = area[offset] ?? endCode
    if (code === endCode) return undefined
    offset += 1
    if (code === padCode) continue
    const length = area[offset]
    if (length === undefined || offset + 1 + length > area.length) {
      return `its option ${code} is cut short`
    }
    const data = area.slice(offset + 1, offset + 1 + length)
    const before = pieces.get(code)
    if (before === undefined) pieces.set(code, [data])
    else before.push(data)
    offset += 1 + length
  }
  return undefined
}

function readOptions(values: OptionValues, into: DhcpOptions): string | undefined {
  const other: RawOption[] = []
  for (const [code, data] of values) {
    const field = optionFieldByCode.get(code)
    if (field === undefined) other.push({ code, data })
    else if (field.read(data, into) === 'malformed') {
      return `its option ${code} has ${data.length} bytes that make no value`
    }
  }
  if (other.length > 0) into.other = other
  return undefined
}

function optionValues(options: DhcpOptions): RawOption[] {
  const values: RawOption[] = []
  const relay: RawOption[] = []
  for (const field of optionFields) {
    const data = field.write(options)
    if (data !== undefined) (field.code === 82 ? relay : values).push({ code: field.code, data })
  }
  return [...values, ...(options.other ?? []), ...relay]
}

/** Option 52 is the codec's own affair: it is not among the values. */
function join(pieces: OptionPieces): OptionValues {
  const values: OptionValues = new Map()
  for (const [code, parts] of pieces) {
    if (code !== overloadCode) values.set(code, concatenate(parts))
  }
  return values
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts
  if (first !== undefined && parts.length === 1) return first
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}
