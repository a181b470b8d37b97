/**
 * The TFTP packets of RFC 1350 §5 and the option packets of RFC 2347, as plain values.
 * Both ends use this codec: the server here, and the boot ROM client of the simulator.
 */

/** One negotiable option (RFC 2347). `name` is lower case: RFC 2347 makes names case-insensitive. */
export type TftpOption = { readonly name: string; readonly value: string }

export type TftpRequest = {
  readonly kind: 'read-request' | 'write-request'
  /** As sent, one character per octet (latin-1), so that nothing is lost. */
  readonly fileName: string
  /** Lower case: RFC 1350 §5 allows any mixture of cases. */
  readonly mode: string
  readonly options: readonly TftpOption[]
}

export type TftpPacket =
  | TftpRequest
  | { readonly kind: 'data'; readonly block: number; readonly payload: Uint8Array }
  | { readonly kind: 'acknowledgement'; readonly block: number }
  | { readonly kind: 'error'; readonly code: number; readonly message: string }
  | { readonly kind: 'option-acknowledgement'; readonly options: readonly TftpOption[] }

export type DecodeResult =
  | { readonly ok: true; readonly packet: TftpPacket }
  | { readonly ok: false; readonly reason: string }

/** Error codes of RFC 1350 §5 and, for 8, RFC 2347. */
export const tftpErrorCode = {
  notDefined: 0,
  fileNotFound: 1,
  accessViolation: 2,
  illegalOperation: 4,
  unknownTransferId: 5,
  optionRefused: 8,
} as const

/**
 * What a request may hold. RFC 2347 bounds the whole request to 512 octets; real clients go a
 * little over it with long paths, so twice that is read before it is called hostile.
 */
export const requestLimits = {
  requestLength: 1024,
  fileNameLength: 512,
  modeLength: 16,
  optionCount: 16,
  optionNameLength: 32,
  optionValueLength: 64,
} as const

const maximumMessageLength = 512

const opcode = {
  readRequest: 1,
  writeRequest: 2,
  data: 3,
  acknowledgement: 4,
  error: 5,
  optionAcknowledgement: 6,
} as const

/** Reads one datagram. Never throws; `payload` is a view on `bytes`, not a copy. */
export function decodePacket(bytes: Uint8Array): DecodeResult {
  if (bytes.length < 4) return refuse(`the packet has ${bytes.length} bytes, TFTP needs four`)
  switch (readUint16(bytes, 0)) {
    case opcode.readRequest:
      return decodeRequest('read-request', bytes)
    case opcode.writeRequest:
      return decodeRequest('write-request', bytes)
    case opcode.data:
      return accept({ kind: 'data', block: readUint16(bytes, 2), payload: bytes.subarray(4) })
    case opcode.acknowledgement:
      return accept({ kind: 'acknowledgement', block: readUint16(bytes, 2) })
    case opcode.error:
      return accept({ kind: 'error', code: readUint16(bytes, 2), message: readMessage(bytes) })
    case opcode.optionAcknowledgement:
      return decodeOptionAcknowledgement(bytes)
    default:
      return refuse(`the operation code ${readUint16(bytes, 0)} is not one of TFTP`)
  }
}

/**
 * The block number when `bytes` is an ACK, else undefined. The sender's hot path: it makes no
 * object per packet.
 */
export function acknowledgedBlock(bytes: Uint8Array): number | undefined {
  if (bytes.length < 4 || readUint16(bytes, 0) !== opcode.acknowledgement) return undefined
  return readUint16(bytes, 2)
}

/** Writes one packet. Text is written one octet per character (latin-1). */
export function encodePacket(packet: TftpPacket): Uint8Array {
  switch (packet.kind) {
    case 'read-request':
      return encodeRequest(opcode.readRequest, packet)
    case 'write-request':
      return encodeRequest(opcode.writeRequest, packet)
    case 'data':
      return encodeData(packet.block, packet.payload)
    case 'acknowledgement':
      return withHeader(opcode.acknowledgement, packet.block, 0)
    case 'error':
      return encodeError(packet.code, packet.message)
    case 'option-acknowledgement':
      return encodeStrings(opcode.optionAcknowledgement, optionStrings(packet.options))
    default:
      return packet satisfies never
  }
}

/** Puts the DATA header (RFC 1350 §5) at the front of a packet buffer that is used again. */
export function writeDataHeader(target: Uint8Array, block: number): void {
  target[0] = 0
  target[1] = opcode.data
  target[2] = (block >>> 8) & 0xff
  target[3] = block & 0xff
}

function decodeRequest(kind: TftpRequest['kind'], bytes: Uint8Array): DecodeResult {
  if (bytes.length > requestLimits.requestLength) {
    return refuse(`the request has ${bytes.length} bytes`)
  }
  const strings = readStrings(bytes)
  const [fileName, mode] = strings
  if (fileName === undefined || mode === undefined) {
    return refuse('the request ends before its file name and mode do')
  }
  if (fileName.length === 0) return refuse('the request names no file')
  if (fileName.length > requestLimits.fileNameLength) return refuse('the file name is too long')
  if (mode.length > requestLimits.modeLength) return refuse('the mode is too long')
  const options = readOptions(strings.slice(2))
  if (!options.ok) return options
  return accept({ kind, fileName, mode: mode.toLowerCase(), options: options.options })
}

function decodeOptionAcknowledgement(bytes: Uint8Array): DecodeResult {
  if (bytes.length > requestLimits.requestLength) return refuse('the answer to options is too long')
  const options = readOptions(readStrings(bytes))
  if (!options.ok) return options
  if (options.options.length === 0) return refuse('the answer to options holds none')
  return accept({ kind: 'option-acknowledgement', options: options.options })
}

type OptionsResult =
  | { readonly ok: true; readonly options: TftpOption[] }
  | { readonly ok: false; readonly reason: string }

/** Pairs of strings up to the first empty name: some ROMs pad their request with zeros. */
function readOptions(strings: readonly string[]): OptionsResult {
  const options: TftpOption[] = []
  for (let index = 0; index + 1 < strings.length; index += 2) {
    const name = strings[index] ?? ''
    const value = strings[index + 1] ?? ''
    if (name.length === 0) break
    if (options.length === requestLimits.optionCount) return refuse('there are too many options')
    if (name.length > requestLimits.optionNameLength) return refuse('an option name is too long')
    if (value.length > requestLimits.optionValueLength) return refuse('an option value is too long')
    options.push({ name: name.toLowerCase(), value })
  }
  return { ok: true, options }
}

/** All zero-terminated strings after the operation code; an unfinished last one is left out. */
function readStrings(bytes: Uint8Array): string[] {
  const strings: string[] = []
  let start = 2
  for (let end = bytes.indexOf(0, start); end !== -1; end = bytes.indexOf(0, start)) {
    strings.push(readLatin1(bytes.subarray(start, end)))
    start = end + 1
  }
  return strings
}

/** The text of an ERROR packet; a missing final zero is forgiven, too long a text is cut. */
function readMessage(bytes: Uint8Array): string {
  const end = bytes.indexOf(0, 4)
  const limit = Math.min(end === -1 ? bytes.length : end, 4 + maximumMessageLength)
  return readLatin1(bytes.subarray(4, limit))
}

function encodeRequest(code: number, request: TftpRequest): Uint8Array {
  return encodeStrings(code, [request.fileName, request.mode, ...optionStrings(request.options)])
}

function encodeData(block: number, payload: Uint8Array): Uint8Array {
  const bytes = withHeader(opcode.data, block, payload.length)
  bytes.set(payload, 4)
  return bytes
}

function encodeError(code: number, message: string): Uint8Array {
  const text = message.slice(0, maximumMessageLength)
  const bytes = withHeader(opcode.error, code, text.length + 1)
  writeLatin1(bytes, 4, text)
  return bytes
}

function encodeStrings(code: number, strings: readonly string[]): Uint8Array {
  const length = strings.reduce((sum, text) => sum + text.length + 1, 2)
  const bytes = new Uint8Array(length)
  bytes[1] = code
  let position = 2
  for (const text of strings) {
    writeLatin1(bytes, position, text)
    position += text.length + 1
  }
  return bytes
}

function optionStrings(options: readonly TftpOption[]): string[] {
  return options.flatMap((option) => [option.name, option.value])
}

function withHeader(code: number, second: number, extraLength: number): Uint8Array {
  const bytes = new Uint8Array(4 + extraLength)
  bytes[1] = code
  bytes[2] = (second >>> 8) & 0xff
  bytes[3] = second & 0xff
  return bytes
}

function readUint16(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0)
}

function readLatin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}

function writeLatin1(target: Uint8Array, offset: number, text: string): void {
  for (let index = 0; index < text.length; index += 1) {
    target[offset + index] = text.charCodeAt(index) & 0xff
  }
}

function accept(packet: TftpPacket): DecodeResult {
  return { ok: true, packet }
}

function refuse(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason }
}
