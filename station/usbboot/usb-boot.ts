import { setTimeout as wait } from 'node:timers/promises'
import type { UsbChip } from '../../contract/usb-board.ts'
import type { AttachedUsbDevice, UsbOpening } from '../platform/usb-bus.ts'
import { isBootRom, sendBootCode } from '../protocols/rpiboot/boot-rom-stage.ts'
import { bootCodeNames } from '../protocols/rpiboot/chip.ts'
import { type FileServerListeners, serveFiles } from '../protocols/rpiboot/file-server.ts'
import type { UsbDevice } from '../protocols/rpiboot/usb-device.ts'
import type { TargetFiles } from './boot-files.ts'
import type { UsbFailureCode } from './failure-words.ts'

/** Waits of one boot, in milliseconds. */
export type UsbBootTiming = {
  /** Until the boot ROM is asked how it liked the boot code. */
  readonly checkPause: number
  /** Until a board must be back after it took the boot code: about 1.5 s on real ones. */
  readonly returnLimit: number
  /** One question's time, and how many may pass in a row. */
  readonly silence: { readonly timeout: number; readonly times: number }
}

export const usualTiming: UsbBootTiming = {
  checkPause: 1_000,
  returnLimit: 20_000,
  silence: { timeout: 20_000, times: 3 },
}

export type UsbBootListeners = FileServerListeners & {
  readonly onSendingBootCode: (sentBytes: number, totalBytes: number) => void
  readonly onReEnumerating: () => void
  /** Its boot code runs and is listened to. */
  readonly onServing: () => void
}

export type UsbBootOptions = UsbBootListeners & {
  readonly attached: AttachedUsbDevice
  readonly chip: UsbChip
  readonly files: TargetFiles
  /** The next device of this chip on the same USB port; null when none comes in time. */
  readonly nextOnPort: (limit: number) => Promise<AttachedUsbDevice | null>
  readonly timing: UsbBootTiming
  readonly signal: AbortSignal
}

export type UsbBootEnd =
  | { readonly kind: 'booted' }
  | { readonly kind: 'failed'; readonly code: UsbFailureCode; readonly detail: string }

/** Boots one board: boot code to its ROM, its return on the same port, files until it is done. Never throws for what a board does. */
export async function bootOverUsb(options: UsbBootOptions): Promise<UsbBootEnd> {
  const { attached, timing } = options
  const opened = await openPatiently(attached)
  if (opened.kind === 'failed') return notOpened(opened)
  if (!isBootRom(opened.device)) return serve(options, opened.device)
  // Asked for before the boot code is sent: a fast board is back before the last transfer has returned.
  const returning = options.nextOnPort(timing.checkPause + timing.returnLimit)
  const sent = await startBootCode(options, opened.device)
  if (sent.kind === 'failed') return sent
  options.onReEnumerating()
  const back = await returning
  if (back === null) return failed('usb-never-returned', `${timing.returnLimit / 1_000} s`)
  const reopening = await openPatiently(back)
  if (reopening.kind === 'failed') return notOpened(reopening)
  if (!isBootRom(reopening.device)) return serve(options, reopening.device)
  await reopening.device.close()
  return failed('usb-bootcode-not-run', '')
}

async function startBootCode(options: UsbBootOptions, device: UsbDevice): Promise<UsbBootEnd> {
  const close = closeAtEnd(options.signal, device)
  try {
    const { chip, files, timing, onSendingBootCode } = options
    const bootCode = await files.bootCode(chip)
    if (bootCode === null) return failed('usb-bootcode-missing', bootCodeNames[chip])
    const total = bootCode.length
    onSendingBootCode(0, total)
    const onSent = (sentBytes: number): void => onSendingBootCode(sentBytes, total)
    const sent = await sendBootCode(device, bootCode, onSent, timing.checkPause)
    return sent.kind === 'ok' ? { kind: 'booted' } : sent
  } finally {
    await close()
  }
}

async function serve(options: UsbBootOptions, device: UsbDevice): Promise<UsbBootEnd> {
  const close = closeAtEnd(options.signal, device)
  try {
    const { chip, attached, files, timing } = options
    options.onServing()
    const source = files.filesFor(chip, attached.path)
    const served = await serveFiles({ ...options, device, files: source, silence: timing.silence })
    return served.kind === 'done' ? { kind: 'booted' } : served
  } finally {
    await close()
  }
}

/** A device is seen a moment before the operating system has configured it and udev has given its rights. Milliseconds. */
const opening = { tries: 10, pause: 200 }

async function openPatiently(attached: AttachedUsbDevice): Promise<UsbOpening> {
  for (let count = 1; ; count += 1) {
    const opened = await attached.open()
    if (opened.kind === 'opened' || count === opening.tries) return opened
    await wait(opening.pause)
  }
}

/**
 * When the station ends or another board takes the port, the device is closed; a transfer that goes on (20 s at most) ends by itself first.
 * Returns what closes it in the usual way.
 */
function closeAtEnd(signal: AbortSignal, device: UsbDevice): () => Promise<void> {
  const close = (): void => void device.close()
  signal.addEventListener('abort', close, { once: true })
  return async () => {
    signal.removeEventListener('abort', close)
    await device.close()
  }
}

function failed(code: UsbFailureCode, detail: string): UsbBootEnd {
  return { kind: 'failed', code, detail }
}

const codeOfOpening = {
  permission: 'usb-not-permitted',
  busy: 'usb-in-use',
  gone: 'usb-left',
  other: 'usb-not-opened',
} as const

function notOpened({ reason, detail }: Exclude<UsbOpening, { kind: 'opened' }>): UsbBootEnd {
  return failed(codeOfOpening[reason], detail)
}
