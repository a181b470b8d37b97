/**
 * IPv4 and hardware addresses as text and as numbers. Text is the form the rest of the station uses
 * ('10.20.50.1', 'dc:a6:32:01:02:03'); numbers (unsigned, 32 bits) are for counting and masking.
 */

/** The IPv4 address that means "none yet" in a DHCP header (RFC 2131 section 2). */
export const noAddress = '0.0.0.0'

/** Limited broadcast (RFC 919 section 7). */
export const broadcastAddress = '255.255.255.255'

/** '10.20.50.1' to an unsigned number, or undefined when the text is not four decimal bytes. */
export function parseIpv4(text: string): number | undefined {
  let value = 0
  let parts = 0
  for (const part of text.split('.')) {
    const byte = decimalByte(part)
    if (byte === undefined) return undefined
    value = value * 256 + byte
    parts += 1
  }
  return parts === 4 ? value : undefined
}

/** An unsigned 32-bit number to '10.20.50.1'. */
export function formatIpv4(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`
}

/** Text to number; text that is no address counts as 0.0.0.0 (callers have checked their settings). */
export function ipv4Number(text: string): number {
  return parseIpv4(text) ?? 0
}

/** Four bytes at `offset` as dotted text; the caller has checked the length. */
export function readIpv4(bytes: Uint8Array, offset = 0): string {
  return `${bytes[offset] ?? 0}.${bytes[offset + 1] ?? 0}.${bytes[offset + 2] ?? 0}.${bytes[offset + 3] ?? 0}`
}

/** Dotted text to four bytes. Text that is no IPv4 address is written as 0.0.0.0. */
export function writeIpv4(text: string): Uint8Array {
  const value = ipv4Number(text)
  return Uint8Array.of(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255)
}

/** Bytes to 'dc:a6:32:01:02:03'; no bytes give ''. */
export function formatHardwareAddress(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += text === '' ? hexByte(byte) : `:${hexByte(byte)}`
  return text
}

/** 'dc:a6:32:01:02:03' to at most 16 bytes (the size of chaddr); what is not hexadecimal counts as 0. */
export function writeHardwareAddress(text: string): Uint8Array {
  if (text === '') return new Uint8Array(0)
  const parts = text.split(':').slice(0, 16)
  const bytes = new Uint8Array(parts.length)
  for (const [index, part] of parts.entries()) bytes[index] = Number.parseInt(part, 16)
  return bytes
}

/** Bytes to lower-case hexadecimal without separators. */
export function formatHex(bytes: Uint8Array): string {
  return Array.from(bytes, hexByte).join('')
}

/** True when both addresses are in the same subnet under `netmask`. */
export function isSameSubnet(one: string, other: string, netmask: string): boolean {
  const mask = ipv4Number(netmask)
  return (ipv4Number(one) & mask) >>> 0 === (ipv4Number(other) & mask) >>> 0
}

/** The subnet's own broadcast address: all host bits one (RFC 922). */
export function subnetBroadcast(address: string, netmask: string): string {
  return formatIpv4((ipv4Number(address) | ~ipv4Number(netmask)) >>> 0)
}

/** The subnet's own address: all host bits zero. */
export function subnetAddress(address: string, netmask: string): string {
  return formatIpv4((ipv4Number(address) & ipv4Number(netmask)) >>> 0)
}

const hexBytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

function hexByte(byte: number): string {
  return hexBytes[byte] ?? '00'
}

/** Digit by digit rather than by a pattern: a busy server does this many thousand times a second. */
function decimalByte(text: string): number | undefined {
  if (text.length < 1 || text.length > 3) return undefined
  let byte = 0
  for (let index = 0; index < text.length; index += 1) {
    const digit = text.charCodeAt(index) - 48
    if (digit < 0 || digit > 9) return undefined
    byte = byte * 10 + digit
  }
  return byte > 255 ? undefined : byte
}
