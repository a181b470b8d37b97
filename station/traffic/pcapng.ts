/**
 * Capture files of the format pcapng (draft-ietf-opsawg-pcapng): a section header, interfaces, packets with comments. Little-endian; times in
 * microseconds, which is what a reader takes an interface to have that does not say otherwise (section 4.2, if_tsresol).
 */

/** Link types (draft-ietf-opsawg-pcaplinktype): an IP packet without anything before it, and an Ethernet frame. */
export const linkTypes = { ethernet: 1, rawIp: 101 } as const

/** Where packets were captured; packets name one by its place in the list. */
export type CaptureInterface = {
  readonly name: string
  readonly description: string
  readonly linkType: (typeof linkTypes)[keyof typeof linkTypes]
}

export type CapturedPacket = {
  readonly interfaceIndex: number
  /** Milliseconds since 1970. */
  readonly at: number
  readonly bytes: Uint8Array
  /** As long as it was on the wire. */
  readonly originalLength: number
  readonly direction: 'received' | 'sent'
  readonly comment: string
}

type Option = { readonly code: number; readonly value: Uint8Array }

const blockTypes = { section: 0x0a0d0d0a, interface: 1, packet: 6 } as const
const byteOrderMagic = 0x1a2b3c4d
const optionCodes = {
  end: 0,
  comment: 1,
  application: 4,
  interfaceName: 2,
  interfaceDescription: 3,
  packetFlags: 2,
} as const
/** Bits 0 and 1 of epb_flags (section 4.3.1). */
const directionFlags = { received: 1, sent: 2 } as const

/** A whole capture file. */
export function writePcapng(capture: {
  /** What has made it, with its version. */
  readonly application: string
  readonly interfaces: readonly CaptureInterface[]
  readonly packets: readonly CapturedPacket[]
}): Buffer {
  return Buffer.concat([
    sectionHeader(capture.application),
    ...capture.interfaces.map(interfaceDescription),
    ...capture.packets.map(enhancedPacket),
  ])
}

/** Section 4.1. The section's length is not told (-1): a reader goes from block to block. */
function sectionHeader(application: string): Buffer {
  const body = Buffer.alloc(16)
  body.writeUInt32LE(byteOrderMagic, 0)
  body.writeUInt16LE(1, 4)
  body.writeUInt16LE(0, 6)
  body.writeBigInt64LE(-1n, 8)
  return block(blockTypes.section, body, [textOption(optionCodes.application, application)])
}

/** Section 4.2. A snapshot length of 0 is none. */
function interfaceDescription({ name, description, linkType }: CaptureInterface): Buffer {
  const body = Buffer.alloc(8)
  body.writeUInt16LE(linkType, 0)
  return block(blockTypes.interface, body, [
    textOption(optionCodes.interfaceName, name),
    textOption(optionCodes.interfaceDescription, description),
  ])
}

/** Section 4.3. */
function enhancedPacket(packet: CapturedPacket): Buffer {
  const { bytes } = packet
  const microseconds = BigInt(Math.round(packet.at * 1000))
  const header = Buffer.alloc(20)
  header.writeUInt32LE(packet.interfaceIndex, 0)
  header.writeUInt32LE(Number(microseconds >> 32n), 4)
  header.writeUInt32LE(Number(microseconds & 0xffffffffn), 8)
  header.writeUInt32LE(bytes.length, 12)
  header.writeUInt32LE(packet.originalLength, 16)
  const flags = Buffer.alloc(4)
  flags.writeUInt32LE(directionFlags[packet.direction], 0)
  return block(blockTypes.packet, Buffer.concat([header, padded(bytes)]), [
    textOption(optionCodes.comment, packet.comment),
    { code: optionCodes.packetFlags, value: flags },
  ])
}

/** Section 3.1: type, length, body and options, length again. */
function block(type: number, body: Uint8Array, options: readonly Option[]): Buffer {
  const end: Option = { code: optionCodes.end, value: new Uint8Array(0) }
  const parts = [body, ...[...options, end].map(optionBytes)]
  const length = 12 + parts.reduce((sum, part) => sum + part.length, 0)
  const head = Buffer.alloc(8)
  head.writeUInt32LE(type, 0)
  head.writeUInt32LE(length, 4)
  return Buffer.concat([head, ...parts, head.subarray(4)])
}

/** Section 3.5: code, length without padding, value. */
function optionBytes({ code, value }: Option): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt16LE(code, 0)
  head.writeUInt16LE(value.length, 2)
  return Buffer.concat([head, padded(value)])
}

const longestText = 2_000

function textOption(code: number, text: string): Option {
  return { code, value: Buffer.from(text.slice(0, longestText)) }
}

function padded(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])
}
