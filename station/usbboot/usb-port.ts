import { type Refusal, refusal } from '../../contract/errors.ts'
import type { UsbBoard, UsbBootTarget, UsbChip, UsbStage } from '../../contract/usb-board.ts'
import type { AttachedUsbDevice } from '../platform/usb-bus.ts'
import { type BoardMetadata, noMetadata, withProperty } from '../protocols/rpiboot/metadata.ts'
import type { TargetFiles } from './boot-files.ts'
import { failureWords } from './failure-words.ts'
import { bootOverUsb, type UsbBootEnd, type UsbBootTiming } from './usb-boot.ts'

const logLength = 50

export type UsbPortOptions = {
  readonly device: AttachedUsbDevice
  readonly chip: UsbChip
  readonly clock: () => number
  readonly timing: UsbBootTiming
  readonly onChanged: () => void
}

/** A boot goes on by itself from here. */
export type BootBegun = { readonly kind: 'begun'; readonly board: UsbBoard }

/** A stage without its time. */
type NewStage = UsbStage extends infer Stage
  ? Stage extends UsbStage
    ? Omit<Stage, 'since'>
    : never
  : never

/** One board on one USB port, from the moment it is plugged in until another one takes its place. */
export class UsbPort {
  readonly #options: UsbPortOptions
  readonly #end = new AbortController()
  #board: UsbBoard
  #metadata: BoardMetadata = noMetadata
  /** What is plugged in now; null while the port is empty. */
  #device: AttachedUsbDevice | null
  #running: Promise<void> | null = null
  #awaited: ((device: AttachedUsbDevice | null) => void) | null = null

  constructor(options: UsbPortOptions) {
    this.#options = options
    this.#device = options.device
    this.#board = {
      path: options.device.path,
      chip: options.chip,
      serial: null,
      macs: [],
      revision: null,
      target: null,
      stage: { kind: 'waiting', since: options.clock() },
      isPluggedIn: true,
      eeprom: null,
      log: [],
    }
  }

  get board(): UsbBoard {
    return this.#board
  }

  /** Begins to boot what is plugged in; how that goes is told by the board's stage. */
  boot(target: UsbBootTarget, files: TargetFiles): BootBegun | Refusal {
    const device = this.#device
    if (this.#running !== null) return alreadyBooting()
    if (device === null) return unplugged()
    const stage: UsbStage = { kind: 'waiting', since: this.#options.clock() }
    this.#board = { ...this.#board, target, stage }
    this.note(`Boots into ${target}.`)
    this.#running = this.#boot(device, files).finally(() => {
      this.#running = null
    })
    return { kind: 'begun', board: this.#board }
  }

  /** A line for people in the log of this boot. */
  note(line: string): void {
    this.#change({ log: [...this.#board.log, line].slice(-logLength) })
  }

  /** A device came to this port. True when it is the one that is expected back. */
  returned(device: AttachedUsbDevice, chip: UsbChip): boolean {
    if (this.#awaited === null || chip !== this.#options.chip) return false
    this.#device = device
    this.#change({ isPluggedIn: true })
    this.#awaited(device)
    return true
  }

  /** The port is empty. A board that has told its story stays, so that a person can read it; one that only waited is forgotten. */
  detached(): 'keep' | 'forget' {
    this.#device = null
    if (this.#running === null && this.#board.stage.kind === 'waiting') return 'forget'
    this.#change({ isPluggedIn: false })
    return 'keep'
  }

  /** Nothing is plugged in and nothing goes on: it is only remembered. */
  get isEmpty(): boolean {
    return this.#device === null && this.#running === null
  }

  /** Ends whatever goes on; what is open is closed, so that no transfer is waited for. */
  async end(): Promise<void> {
    this.#end.abort()
    this.#awaited?.(null)
    await this.#running
  }

  async #boot(device: AttachedUsbDevice, files: TargetFiles): Promise<void> {
    const end = await bootOverUsb({
      attached: device,
      chip: this.#options.chip,
      files,
      timing: this.#options.timing,
      signal: this.#end.signal,
      nextOnPort: (limit) => this.#nextDevice(limit),
      onSendingBootCode: (sentBytes, totalBytes) =>
        this.#enter({ kind: 'sending-bootcode', sentBytes, totalBytes }),
      onReEnumerating: () => this.#enter({ kind: 're-enumerating' }),
      onServing: () => this.#enter({ kind: 'serving-files', fileName: '' }),
      onReading: (fileName) => this.#enter({ kind: 'serving-files', fileName }),
      onFile: (name, answer) => this.note(`${name}: ${answer}`),
      onMetadata: (property, value) => this.#learn(property, value),
    }).catch((error): UsbBootEnd => {
      return { kind: 'failed', code: 'usb-transfer-failed', detail: String(error) }
    })
    this.#ended(end)
  }

  #ended(end: UsbBootEnd): void {
    this.#awaited?.(null)
    if (end.kind === 'booted') {
      this.note('It has read everything and runs now.')
      this.#enter({ kind: 'booted' })
      return
    }
    const message = failureWords(end.code, end.detail)
    const { kind } = this.#board.stage
    const during = kind === 'failed' || kind === 'booted' ? 'waiting' : kind
    this.note(message)
    this.#enter({ kind: 'failed', code: end.code, message, during })
  }

  #nextDevice(limit: number): Promise<AttachedUsbDevice | null> {
    return new Promise((resolve) => {
      const take = (device: AttachedUsbDevice | null): void => {
        clearTimeout(timer)
        if (this.#awaited === take) this.#awaited = null
        resolve(device)
      }
      const timer = setTimeout(take, limit, null)
      this.#awaited = take
    })
  }

  #learn(property: string, value: string): void {
    this.#metadata = withProperty(this.#metadata, property, value)
    const { serial, macs, revision } = this.#metadata
    this.#board = { ...this.#board, serial, macs: [...macs], revision }
    this.note(`It tells ${property}: ${value}`)
  }

  /** A stage keeps its beginning while only its numbers change. */
  #enter(stage: NewStage): void {
    const before = this.#board.stage
    const since = before.kind === stage.kind ? before.since : this.#options.clock()
    this.#change({ stage: { ...stage, since } })
  }

  #change(change: Partial<UsbBoard>): void {
    this.#board = { ...this.#board, ...change }
    if (!this.#end.signal.aborted) this.#options.onChanged()
  }
}

function alreadyBooting(): Refusal {
  return refusal(
    'usb-boots-already',
    'This board boots already. Wait until that has ended; unplug it if it takes too long.',
  )
}

function unplugged(): Refusal {
  return refusal(
    'usb-unplugged',
    'There is no board on this USB port any more, so nothing was sent. Plug it in again.',
  )
}
