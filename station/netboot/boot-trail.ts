import type { TftpEvent } from '../protocols/tftp/event.ts'
import { splitSerialPrefix } from '../protocols/tftp/names.ts'
import { compressedKernelName, initramfsName, kernelName, piFiveKernelName } from './boot-text.ts'

/** What was heard of one board's firmware. Times are milliseconds since 1970. */
export type TrailEvent =
  /** It asked for an address. `lateSeconds`: how long it had been asking before we heard it (secs of RFC 2131 section 2). */
  | {
      readonly kind: 'discover'
      readonly at: number
      readonly lateSeconds: number
      /** The date before which its bootloader must have been built, as far as its request tells. */
      readonly bootloaderBefore: string | null
    }
  | { readonly kind: 'offered'; readonly at: number }
  /** It has an address from us, with a word where to boot from. */
  | { readonly kind: 'address'; readonly at: number; readonly address: string }
  /** It takes the address of another DHCP server. */
  | { readonly kind: 'foreign-server'; readonly at: number; readonly server: string }
  /** An operating system asked for an address. */
  | { readonly kind: 'system-asked'; readonly at: number }
  | { readonly kind: 'file'; readonly at: number; readonly event: FileEvent }

/** The events of one request for a file. */
export type FileEvent = Exclude<TftpEvent, { kind: 'failed' }>

/** How far the newest request for a file has come. */
export type FileState =
  | 'asked'
  | 'moving'
  | 'read'
  /** It only looked how long the file is. */
  | 'looked'
  | 'missing'
  /** We sent our answer again and again, and it was never confirmed. */
  | 'unconfirmed'
  | 'broken-off'

export type FileRequest = {
  readonly id: number
  /** Without the folder that a board puts before it. */
  readonly fileName: string
  readonly askedAt: number
  readonly state: FileState
  /** When the state or the number of bytes changed. */
  readonly changedAt: number
  readonly bytes: number
  readonly size: number
  readonly blockSize: number
}

/** One try of a board to boot from us, as far as it was seen. */
export type BootTrail = {
  readonly startedAt: number
  readonly heardAt: number
  readonly lateSeconds: number
  readonly bootloaderBefore: string | null
  /** DISCOVERs and our offers since it last did something else. */
  readonly discovers: number
  readonly offers: number
  readonly addressAt: number | null
  readonly address: string
  readonly foreign: { readonly server: string; readonly at: number } | null
  /** The newest; null: it has asked for none. */
  readonly file: FileRequest | null
  /** The newest missing file that boards can't do without, unless it went on to read another one since. */
  readonly neededFile: string | null
  /** How often in a row our answer was not confirmed, or the same missing file was asked for. */
  readonly unconfirmed: number
  readonly sameMissing: number
  /** When the first of those requests came. */
  readonly unheardSince: number | null
  readonly kernelReadAt: number | null
  readonly initramfsReadAt: number | null
}

/** A trail that begins with a DISCOVER. */
export function beginTrail(event: Extract<TrailEvent, { kind: 'discover' }>): BootTrail {
  return {
    startedAt: event.at,
    heardAt: event.at,
    lateSeconds: event.lateSeconds,
    bootloaderBefore: event.bootloaderBefore,
    discovers: 1,
    offers: 0,
    addressAt: null,
    address: '',
    foreign: null,
    file: null,
    neededFile: null,
    unconfirmed: 0,
    sameMissing: 0,
    unheardSince: null,
    kernelReadAt: null,
    initramfsReadAt: null,
  }
}

/** True when a DISCOVER after this trail is a new try: the last one came as far as asking for files. */
export function isOver(trail: BootTrail): boolean {
  return trail.file !== null
}

/** The trail after one more event. A DISCOVER continues it: whether it begins a new one is for the caller to say. */
export function followTrail(before: BootTrail, event: TrailEvent): BootTrail {
  const trail = { ...before, heardAt: event.at }
  switch (event.kind) {
    case 'discover':
      return {
        ...trail,
        discovers: trail.discovers + 1,
        bootloaderBefore: event.bootloaderBefore ?? trail.bootloaderBefore,
      }
    case 'offered':
      return { ...trail, offers: trail.offers + 1 }
    case 'address':
      return takeAddress(trail, event)
    case 'foreign-server':
      return { ...trail, foreign: { server: event.server, at: event.at } }
    case 'system-asked':
      return trail
    case 'file':
      return takeFileEvent(trail, event.at, event.event)
  }
}

/** The time of the first address counts: a board that asks again and again has waited since then. */
function takeAddress(
  trail: BootTrail,
  { at, address }: Extract<TrailEvent, { kind: 'address' }>,
): BootTrail {
  return {
    ...trail,
    discovers: 0,
    offers: 0,
    foreign: null,
    addressAt: trail.addressAt ?? at,
    address,
  }
}

function takeFileEvent(trail: BootTrail, at: number, event: FileEvent): BootTrail {
  const newest = trail.file
  // An old request may end after the next one has begun; only whether answers reach the board is read from it.
  const isOld = newest !== null && event.id < newest.id
  const file = isOld ? newest : afterFileEvent(requestOf(newest, at, event), at, event)
  const next = { ...trail, file, discovers: 0, offers: 0, foreign: null }
  return withReads(withCounts(next, event, newest), at, event)
}

function requestOf(newest: FileRequest | null, at: number, event: FileEvent): FileRequest {
  if (newest?.id === event.id) return newest
  return {
    id: event.id,
    fileName: plainName(event.fileName),
    askedAt: at,
    state: 'asked',
    changedAt: at,
    bytes: 0,
    size: 0,
    blockSize: 0,
  }
}

/** A name without the folder of the board's serial number or MAC address. */
export function plainName(fileName: string): string {
  const split = splitSerialPrefix(fileName)
  return split.kind === 'refused' ? fileName : split.rest
}

function afterFileEvent(file: FileRequest, at: number, event: FileEvent): FileRequest {
  const become = (state: FileState, more: Partial<FileRequest> = {}): FileRequest => ({
    ...file,
    ...more,
    state,
    changedAt: at,
  })
  switch (event.kind) {
    case 'request':
    case 'busy':
      return file
    case 'started':
      return become('asked', { size: event.size, blockSize: event.blockSize })
    case 'progress':
      return become('moving', { bytes: event.bytes })
    case 'done':
      return become('read', { bytes: event.bytes })
    case 'early-terminate':
      return become('looked')
    case 'not-found':
    case 'denied':
      return become('missing')
    case 'timed-out':
      return become(event.isProven ? 'broken-off' : 'unconfirmed', { bytes: event.bytes })
    case 'error':
      return become('broken-off', { bytes: event.bytes ?? file.bytes })
    case 'replaced':
      return file
  }
}

function withCounts(trail: BootTrail, event: FileEvent, newest: FileRequest | null): BootTrail {
  const unheardSince = trail.unheardSince ?? trail.file?.askedAt ?? null
  switch (event.kind) {
    case 'request':
      return isSameMissing(newest, event) ? trail : withoutMissing(trail)
    case 'not-found':
      return {
        ...withMissing(trail, plainName(event.fileName)),
        sameMissing: trail.sameMissing + 1,
        unheardSince,
      }
    case 'denied':
      return withMissing(trail, plainName(event.fileName))
    case 'timed-out':
      return event.isProven ? trail : { ...trail, unconfirmed: trail.unconfirmed + 1, unheardSince }
    case 'progress':
    case 'done':
    case 'early-terminate':
      return { ...trail, neededFile: null, unconfirmed: 0, sameMissing: 0, unheardSince: null }
    default:
      return trail
  }
}

/**
 * Boards look for these and go on without them (Raspberry Pi documentation, "Boot folder contents" and "Raspberry Pi boot EEPROM"): signatures,
 * recovery, updates of the bootloader, tables for carrier boards.
 */
const optionalFiles =
  /(\.sig|^bootsig\.bin|^dt-blob\.bin|^bootcfg\.txt|^(auto|try)boot\.txt|^recover[^/]*|^pieeprom\.[^/]*|^vl805\.[^/]*|^armstub[^/]*|overlay_map\.dtb)$/

function withMissing(trail: BootTrail, fileName: string): BootTrail {
  return optionalFiles.test(fileName) ? trail : { ...trail, neededFile: fileName }
}

function withoutMissing(trail: BootTrail): BootTrail {
  const unheardSince = trail.unconfirmed === 0 ? null : trail.unheardSince
  return { ...trail, sameMissing: 0, unheardSince }
}

function isSameMissing(newest: FileRequest | null, { fileName }: FileEvent): boolean {
  return newest?.state === 'missing' && newest.fileName === plainName(fileName)
}

const kernelNames: readonly string[] = [kernelName, compressedKernelName, piFiveKernelName]

/** Also of an old request: its end may be told after the board has asked for the next file. */
function withReads(trail: BootTrail, at: number, event: FileEvent): BootTrail {
  if (event.kind !== 'done') return trail
  const fileName = plainName(event.fileName)
  if (kernelNames.includes(fileName)) return { ...trail, kernelReadAt: at }
  return fileName === initramfsName ? { ...trail, initramfsReadAt: at } : trail
}
