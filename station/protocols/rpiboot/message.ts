/** A message of the boot code: an int32, little-endian, and a name in 256 bytes that ends with a zero. */
export const messageLength = 260

/** What the board asks for. */
export type RpibootMessage =
  | { readonly kind: 'size'; readonly name: string }
  | { readonly kind: 'read'; readonly name: string }
  /** It tells something about itself: `*PROPERTY*VALUE` in place of a name. */
  | { readonly kind: 'metadata'; readonly property: string; readonly value: string }
  | { readonly kind: 'done' }
  /** No message of this protocol; `why` says what is wrong with it. */
  | { readonly kind: 'garbled'; readonly why: string }

const [getFileSize, readFile, done] = [0, 1, 2]

/** Reads what the boot code sent. Never throws. Source: file_message_t in main.c of Raspberry Pi's usbboot. */
export function decodeMessage(bytes: Uint8Array): RpibootMessage {
  if (bytes.length !== messageLength) {
    return { kind: 'garbled', why: `it has ${bytes.length} bytes instead of ${messageLength}` }
  }
  const command = new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true)
  if (command === done) return { kind: 'done' }
  if (command !== getFileSize && command !== readFile) {
    return { kind: 'garbled', why: `its command is ${command}` }
  }
  const name = nameIn(bytes.subarray(4))
  if (name === null) return { kind: 'garbled', why: 'its name does not end or is no text' }
  // usbboot takes a message without a name for the end as well.
  if (name === '') return { kind: 'done' }
  if (name.startsWith('*')) return metadataIn(name)
  return { kind: command === getFileSize ? 'size' : 'read', name }
}

/** As the boot code makes it: for simulated boards and tests. */
export function encodeMessage(command: number, name: string): Uint8Array {
  const bytes = new Uint8Array(messageLength)
  new DataView(bytes.buffer).setInt32(0, command, true)
  bytes.set(new TextEncoder().encode(name).subarray(0, 256), 4)
  return bytes
}

function nameIn(bytes: Uint8Array): string | null {
  const end = bytes.indexOf(0)
  if (end === -1) return null
  const name = bytes.subarray(0, end)
  const isText = name.every((byte) => byte >= 0x20 && byte <= 0x7e)
  return isText ? String.fromCharCode(...name) : null
}

function metadataIn(name: string): RpibootMessage {
  const [, property, value] = /^\*([A-Z0-9_]+)\*(.*)$/.exec(name) ?? []
  return property === undefined || value === undefined
    ? { kind: 'garbled', why: `"${name}" is no property and value` }
    : { kind: 'metadata', property, value }
}
