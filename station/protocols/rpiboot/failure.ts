import type { UsbTransferFailure } from './usb-device.ts'

/** Why a boot over USB did not go on. Each has its sentence in station/usbboot/failure-words.ts and its words in the user interface. */
export type RpibootFailureCode =
  /** It left USB while something was being sent. */
  | 'usb-left'
  /** It left USB without saying that it has read everything. */
  | 'usb-left-early'
  /** It refused a transfer. */
  | 'usb-stalled'
  /** A transfer was not taken or answered in time. */
  | 'usb-timeout'
  /** It took only a part of what was sent. */
  | 'usb-short-transfer'
  /** The operating system could not do the transfer. */
  | 'usb-transfer-failed'
  /** The boot ROM did not accept the boot code. */
  | 'usb-bootcode-refused'
  /** It asks for something that is no message of this protocol. */
  | 'usb-garbled'
  /** It asked for so many things that it would never end. */
  | 'usb-endless'
  /** It said that it is done before it had asked for anything. */
  | 'usb-asked-nothing'
  /** It asked for nothing any more, and did not say that it is done. */
  | 'usb-silent'
  /** A file is larger than the protocol can say. */
  | 'usb-file-too-large'
  /** A file could not be read on this computer. */
  | 'usb-file-unreadable'
  /** It asked for files and none of them was there. */
  | 'usb-files-missing'

export type RpibootFailure = {
  readonly kind: 'failed'
  readonly code: RpibootFailureCode
  /** What was being done or asked, and the operating system's word: for the sentence. */
  readonly detail: string
}

export function failure(code: RpibootFailureCode, detail: string): RpibootFailure {
  return { kind: 'failed', code, detail }
}

const codeOfReason: Readonly<Record<UsbTransferFailure['reason'], RpibootFailureCode>> = {
  stall: 'usb-stalled',
  timeout: 'usb-timeout',
  gone: 'usb-left',
  other: 'usb-transfer-failed',
}

/** A failed transfer as the failure of what it was for. */
export function transferFailure(
  what: string,
  { reason, detail }: UsbTransferFailure,
): RpibootFailure {
  return failure(codeOfReason[reason], detail === '' ? what : `${what}: ${detail}`)
}
