// USB/IP as the Linux kernel speaks it: Documentation/usb/usbip_protocol.rst. All numbers are big-endian.

/** The version in the messages before a device is imported: 1.1.1. */
const version = 0x0111
const importReply = 0x0003
const busIdAt = 8
const command = { submit: 1, unlink: 2, submitted: 3, unlinked: 4 } as const
/** enum usb_device_speed of the kernel: USB_SPEED_HIGH. */
export const highSpeed = 3

export const importRequestLength = 40
export const urbHeaderLength = 48

/** What the kernel at the other end wants of a device. */
export type UrbRequest =
  | {
      readonly kind: 'submit'
      readonly sequence: number
      readonly isIn: boolean
      readonly endpoint: number
      /** Bytes that come (OUT; they are behind the header) or that there is room for (IN). */
      readonly length: number
      /** The 8 bytes of a control transfer (USB 2.0, table 9-2). */
      readonly setup: Buffer
    }
  | { readonly kind: 'unlink'; readonly sequence: number; readonly unlinked: number }

/** The bus id in OP_REQ_IMPORT. */
export function decodeImport(bytes: Buffer): string {
  const id = bytes.subarray(busIdAt, importRequestLength).toString('latin1')
  return id.split('\0', 1)[0] ?? ''
}

/** OP_REP_IMPORT: a device of high speed with one configuration and one interface, or that there is none. */
export function encodeImport(
  device: {
    readonly busId: string
    readonly vendorId: number
    readonly productId: number
  } | null,
): Buffer {
  const bytes = Buffer.alloc(device === null ? 8 : 320)
  bytes.writeUInt16BE(version, 0)
  bytes.writeUInt16BE(importReply, 2)
  bytes.writeUInt32BE(device === null ? 1 : 0, 4)
  if (device === null) return bytes
  bytes.write(`/simulated/${device.busId}`, 8, 'latin1')
  bytes.write(device.busId, 264, 'latin1')
  bytes.writeUInt32BE(1, 296) // bus number
  bytes.writeUInt32BE(2, 300) // device number
  bytes.writeUInt32BE(highSpeed, 304)
  bytes.writeUInt16BE(device.vendorId, 308)
  bytes.writeUInt16BE(device.productId, 310)
  bytes.fill(1, 317, 320) // configuration value, configurations, interfaces
  return bytes
}

/** The header of USBIP_CMD_SUBMIT or USBIP_CMD_UNLINK; null for anything else. */
export function decodeUrb(bytes: Buffer): UrbRequest | null {
  const kind = bytes.readUInt32BE(0)
  const sequence = bytes.readUInt32BE(4)
  if (kind === command.unlink) {
    return { kind: 'unlink', sequence, unlinked: bytes.readUInt32BE(20) }
  }
  if (kind !== command.submit) return null
  return {
    kind: 'submit',
    sequence,
    isIn: bytes.readUInt32BE(12) === 1,
    endpoint: bytes.readUInt32BE(16),
    length: bytes.readUInt32BE(24),
    setup: bytes.subarray(40, urbHeaderLength),
  }
}

/** USBIP_RET_SUBMIT. `status` is 0 or a negative error number of Linux; `data` are the bytes of an answer to IN, none for OUT. */
export function encodeSubmitted(
  sequence: number,
  answer: { readonly status: number; readonly actualLength: number; readonly data: Buffer },
): Buffer {
  const header = Buffer.alloc(urbHeaderLength)
  header.writeUInt32BE(command.submitted, 0)
  header.writeUInt32BE(sequence, 4)
  header.writeInt32BE(answer.status, 20)
  header.writeUInt32BE(answer.actualLength, 24)
  return Buffer.concat([header, answer.data])
}

/** USBIP_RET_UNLINK. */
export function encodeUnlinked(sequence: number, status: number): Buffer {
  const header = Buffer.alloc(urbHeaderLength)
  header.writeUInt32BE(command.unlinked, 0)
  header.writeUInt32BE(sequence, 4)
  header.writeInt32BE(status, 20)
  return header
}
