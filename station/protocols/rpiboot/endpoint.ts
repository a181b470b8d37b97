import { failure, type RpibootFailure, transferFailure } from './failure.ts'
import type { UsbDevice, UsbTransfer } from './usb-device.ts'

// Every length goes ahead of its bytes in a control transfer: the low half in wValue, the high half in wIndex (ep_write and ep_read in
// main.c of Raspberry Pi's usbboot).

export type Sent = { readonly kind: 'ok' } | RpibootFailure

/** usbboot's own: larger pieces fail on some hosts. */
export const pieceLength = 16 * 1024

/** usbboot waits 1 s and 5 s. A computer that is busy with many boards at once is no reason to give one up. */
const announceTimeout = 5_000
const pieceTimeout = 10_000
/** Linux on a board may be busy for long between two requests. */
export const readTimeout = 20_000

/** The interface to claim and the bulk endpoint to write to: a boot ROM has one interface, boot code may have two. */
export function bulkPlace(interfaceCount: number): {
  readonly interfaceNumber: number
  readonly endpoint: number
} {
  return interfaceCount === 1
    ? { interfaceNumber: 0, endpoint: 1 }
    : { interfaceNumber: 1, endpoint: 3 }
}

/** Tells the board how many bytes come, or, as the answer to a question, how large a file is. */
export async function announce(device: UsbDevice, length: number, what: string): Promise<Sent> {
  const result = await device.controlOut(length & 0xffff, length >>> 16, announceTimeout)
  return result.kind === 'ok' ? { kind: 'ok' } : transferFailure(what, result)
}

/** Announces and sends bytes that are asked for piece by piece, front to back. */
export async function sendBytes(
  device: UsbDevice,
  source: { readonly length: number; pieceAt(offset: number, length: number): Promise<Uint8Array> },
  what: string,
  onSent: (sentBytes: number) => void = () => undefined,
): Promise<Sent> {
  const announced = await announce(device, source.length, what)
  if (announced.kind === 'failed') return announced
  const { endpoint } = bulkPlace(device.interfaceCount)
  for (let offset = 0; offset < source.length; ) {
    const piece = await source.pieceAt(offset, Math.min(pieceLength, source.length - offset))
    if (piece.length === 0) return failure('usb-file-unreadable', what)
    const taken = await device.bulkOut(endpoint, piece, pieceTimeout)
    if (taken.kind === 'failed') return transferFailure(what, taken)
    if (taken.value !== piece.length) {
      return failure('usb-short-transfer', `${what}: ${taken.value} of ${piece.length} bytes`)
    }
    offset += piece.length
    onSent(offset)
  }
  return { kind: 'ok' }
}

/** Asks the board for `length` bytes; it may answer with fewer. */
export function receive(
  device: UsbDevice,
  length: number,
  timeout: number,
): Promise<UsbTransfer<Uint8Array>> {
  return device.controlIn(length & 0xffff, length >>> 16, length, timeout)
}
