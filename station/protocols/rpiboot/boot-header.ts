/** The boot ROM is told the length of the boot code before it comes. */
export const bootHeaderLength = 24

/**
 * The header: an int32 length, little-endian, and 20 bytes for a signature that only chips in signed boot look at (zero here).
 * Source: boot_message_t in main.c of Raspberry Pi's usbboot.
 */
export function encodeBootHeader(length: number): Uint8Array {
  const bytes = new Uint8Array(bootHeaderLength)
  new DataView(bytes.buffer).setInt32(0, length, true)
  return bytes
}

/** The length in a header; null when it is none. For simulated boards. */
export function decodeBootHeader(bytes: Uint8Array): number | null {
  if (bytes.length !== bootHeaderLength) return null
  return new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true)
}
