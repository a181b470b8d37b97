import { setTimeout as wait } from 'node:timers/promises'
import { encodeBootHeader } from './boot-header.ts'
import { readTimeout, receive, type Sent, sendBytes } from './endpoint.ts'
import { failure } from './failure.ts'
import type { UsbDevice } from './usb-device.ts'

/** A boot ROM describes no serial number string, or the third one; the boot code that it was sent describes the first. */
export function isBootRom({ serialIndex }: Pick<UsbDevice, 'serialIndex'>): boolean {
  return serialIndex === 0 || serialIndex === 3
}

/** As usbboot does: the boot ROM checks the boot code before it can say how that went. Milliseconds. */
const checkPause = 1_000

/**
 * Sends the boot code to a boot ROM and asks how it liked it. Where the answer can't be read the board has usually left to run the boot
 * code already, so only an answer that says no is a failure.
 */
export async function sendBootCode(
  device: UsbDevice,
  bootCode: Uint8Array,
  onSent: (sentBytes: number) => void,
  pause = checkPause,
): Promise<Sent> {
  const header = await sendBytes(device, bytesAsSource(encodeBootHeader(bootCode.length)), 'header')
  if (header.kind === 'failed') return header
  const sent = await sendBytes(device, bytesAsSource(bootCode), 'boot code', onSent)
  if (sent.kind === 'failed') return sent
  await wait(pause)
  const status = await receive(device, 4, readTimeout)
  if (status.kind === 'failed' || status.value.length !== 4) return { kind: 'ok' }
  const { buffer, byteOffset } = status.value
  const code = new DataView(buffer, byteOffset).getInt32(0, true)
  return code === 0 ? { kind: 'ok' } : failure('usb-bootcode-refused', `status ${code}`)
}

function bytesAsSource(bytes: Uint8Array) {
  return {
    length: bytes.length,
    pieceAt: async (offset: number, length: number) => bytes.subarray(offset, offset + length),
  }
}
