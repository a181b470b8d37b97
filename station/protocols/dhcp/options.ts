/**
 * DHCP options: which ones we know, and how each value is written (RFC 2132, 3046, 4578).
 * The order of the table is the order on the wire: message type first as every server does, the relay's
 * information last as RFC 3046 section 2.1 asks.
 */
import { readIpv4, writeIpv4 } from './address.ts'

/** RFC 2132 section 9.6; the number on the wire is the place in this list plus one. */
export const messageTypes = [
  'discover',
  'offer',
  'request',
  'decline',
  'ack',
  'nak',
  'release',
  'inform',
] as const

export type DhcpMessageType = (typeof messageTypes)[number]

/** RFC 4578 section 2.2: network interface identifier, for example 1.2.1. */
export interface NetworkInterfaceIdentifier {
  type: number
  major: number
  minor: number
}

/** Options with a meaning for us. Absent means: not in the packet. Texts are Latin-1, addresses dotted. */
export interface KnownOptions {
  /** 53 */
  messageType?: DhcpMessageType
  /** 54 */
  serverIdentifier?: string
  /** 51, seconds */
  leaseSeconds?: number
  /** 58 (T1), seconds */
  renewalSeconds?: number
  /** 59 (T2), seconds */
  rebindingSeconds?: number
  /** 1 */
  subnetMask?: string
  /** 28 */
  broadcastAddress?: string
  /** 3 */
  routers?: string[]
  /** 6 */
  dnsServers?: string[]
  /** 12 */
  hostName?: string
  /** 15 */
  domainName?: string
  /** 50 */
  requestedAddress?: string
  /** 55: codes of the options the client wants */
  parameterList?: Uint8Array
  /** 56 */
  message?: string
  /** 57: the largest DHCP message the client takes, bytes of the whole IP datagram */
  maxMessageSize?: number
  /** 61, with its type byte */
  clientIdentifier?: Uint8Array
  /** 66 */
  tftpServerName?: string
  /** 67 */
  bootFileName?: string
  /** 60 */
  vendorClass?: string
  /** 93 (RFC 4578 section 2.1) */
  clientArchitectures?: number[]
  /** 94 */
  clientInterface?: NetworkInterfaceIdentifier
  /** 97 (RFC 4578 section 2.3), with its type byte */
  clientMachineId?: Uint8Array
  /** 43, raw; `vendor-options.ts` reads and writes the sub-options inside */
  vendorSpecific?: Uint8Array
  /** 82 (RFC 3046), raw: it is only ever echoed */
  relayInformation?: Uint8Array
}

/** An option that we only carry along. */
export interface RawOption {
  code: number
  data: Uint8Array
}

/** What `read` found: the value is set, is empty (so as good as absent), or has a length no sender may use. */
type ReadResult = 'read' | 'empty' | 'malformed'

/** One line of the table. */
export interface OptionField {
  readonly code: number
  /** Reads `data` into the named field of `into`. */
  readonly read: (data: Uint8Array, into: KnownOptions) => ReadResult
  /** The bytes of the named field, or undefined when it is absent. */
  readonly write: (from: KnownOptions) => Uint8Array | undefined
}

interface Format<Value> {
  /** undefined: malformed. */
  readonly read: (data: Uint8Array) => Value | undefined
  readonly write: (value: Value) => Uint8Array
  /** An empty value is left out instead of refused: some clients send an empty host name. */
  readonly mayBeEmpty?: true
}

const text: Format<string> = {
  read: (data) => readText(data),
  write: (value) => writeText(value),
  mayBeEmpty: true,
}

const bytes: Format<Uint8Array> = {
  read: (data) => data,
  write: (value) => value,
  mayBeEmpty: true,
}

const address: Format<string> = {
  read: (data) => (data.length === 4 ? readIpv4(data) : undefined),
  write: writeIpv4,
}

const addresses: Format<string[]> = {
  read: (data) => {
    if (data.length % 4 !== 0) return undefined
    return Array.from({ length: data.length / 4 }, (_, index) => readIpv4(data, index * 4))
  },
  write: (value) => Uint8Array.from(value.flatMap((one) => [...writeIpv4(one)])),
  mayBeEmpty: true,
}

const seconds: Format<number> = {
  read: (data) => (data.length === 4 ? viewOf(data).getUint32(0) : undefined),
  write: (value) =>
    Uint8Array.of(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255),
}

const uint16: Format<number> = {
  read: (data) => (data.length === 2 ? viewOf(data).getUint16(0) : undefined),
  write: (value) => Uint8Array.of((value >>> 8) & 255, value & 255),
}

const uint16List: Format<number[]> = {
  read: (data) => {
    if (data.length % 2 !== 0) return undefined
    const view = viewOf(data)
    return Array.from({ length: data.length / 2 }, (_, index) => view.getUint16(index * 2))
  },
  write: (value) => Uint8Array.from(value.flatMap((one) => [(one >>> 8) & 255, one & 255])),
  mayBeEmpty: true,
}

const messageType: Format<DhcpMessageType> = {
  read: (data) => (data.length === 1 ? messageTypes[(data[0] ?? 0) - 1] : undefined),
  write: (value) => Uint8Array.of(messageTypes.indexOf(value) + 1),
}

const interfaceIdentifier: Format<NetworkInterfaceIdentifier> = {
  read: (data) => {
    const [type, major, minor] = data
    if (data.length !== 3 || type === undefined || major === undefined || minor === undefined) {
      return undefined
    }
    return { type, major, minor }
  },
  write: (value) => Uint8Array.of(value.type, value.major, value.minor),
}

/** Every option we know, in the order they are written. */
export const optionFields: readonly OptionField[] = [
  field(53, 'messageType', messageType),
  field(54, 'serverIdentifier', address),
  field(51, 'leaseSeconds', seconds),
  field(58, 'renewalSeconds', seconds),
  field(59, 'rebindingSeconds', seconds),
  field(1, 'subnetMask', address),
  field(28, 'broadcastAddress', address),
  field(3, 'routers', addresses),
  field(6, 'dnsServers', addresses),
  field(12, 'hostName', text),
  field(15, 'domainName', text),
  field(50, 'requestedAddress', address),
  field(55, 'parameterList', bytes),
  field(56, 'message', text),
  field(57, 'maxMessageSize', uint16),
  field(61, 'clientIdentifier', bytes),
  field(66, 'tftpServerName', text),
  field(67, 'bootFileName', text),
  field(60, 'vendorClass', text),
  field(93, 'clientArchitectures', uint16List),
  field(94, 'clientInterface', interfaceIdentifier),
  field(97, 'clientMachineId', bytes),
  field(43, 'vendorSpecific', bytes),
  field(82, 'relayInformation', bytes),
]

export const optionFieldByCode: ReadonlyMap<number, OptionField> = new Map(
  optionFields.map((one) => [one.code, one]),
)

/** Latin-1 text without trailing NULs (RFC 2132 section 2 tells receivers to strip them). */
export function readText(data: Uint8Array): string {
  let end = data.length
  while (end > 0 && data[end - 1] === 0) end -= 1
  return Buffer.from(data.buffer, data.byteOffset, end).toString('latin1')
}

const longestReadable = 128

/** A peer's text made fit for people and for keeping: at most 128 characters, '?' for control characters. */
export function readable(value: string): string {
  return value.slice(0, longestReadable).replaceAll(/[^\x20-\x7e\xa0-\xff]/g, '?')
}

/** Latin-1 bytes of a text; what Latin-1 lacks becomes '?'. */
export function writeText(value: string): Uint8Array {
  const bytes = new Uint8Array(value.length)
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index)
    bytes[index] = code < 256 ? code : 0x3f
  }
  return bytes
}

function field<Name extends keyof KnownOptions>(
  code: number,
  name: Name,
  format: Format<NonNullable<KnownOptions[Name]>>,
): OptionField {
  return {
    code,
    read(data, into) {
      if (data.length === 0) return format.mayBeEmpty === true ? 'empty' : 'malformed'
      const value = format.read(data)
      if (value === undefined) return 'malformed'
      into[name] = value
      return 'read'
    },
    write(from) {
      const value = from[name]
      if (value === undefined) return undefined
      const data = format.write(value)
      return data.length === 0 ? undefined : data
    },
  }
}

function viewOf(data: Uint8Array): DataView {
  return new DataView(data.buffer, data.byteOffset, data.byteLength)
}
