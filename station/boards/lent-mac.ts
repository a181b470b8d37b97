/** Locally administered (bit 2 of the first byte, IEEE 802 section 8.2), so that it is no maker's. */
const prefix = '06:b0'

/**
 * A hardware address for one boot of a board over USB: the far end of its cable. It tells which boot is meant, and never which board, so
 * it is no lasting part of what is known of one. `bytes`: four, from a random source.
 */
export function lendMac(bytes: Uint8Array): string {
  return [prefix, ...[...bytes.subarray(0, 4)].map(toHex)].join(':')
}

export function isLentMac(mac: string): boolean {
  return mac.startsWith(`${prefix}:`)
}

function toHex(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}
