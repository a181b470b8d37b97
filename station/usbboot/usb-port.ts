import { type Refusal, refusal } from '../../contract/errors.ts'
import type { UsbBoard, UsbBootTarget, UsbChip, UsbStage } from '../../contract/usb-board.ts'
import type { EepromRun } from '../../contract/usb-eeprom.ts'
import type { AttachedUsbDevice } from '../platform/usb-bus.ts'
import { type BoardMetadata, noMetadata, withProperty } from '../protocols/rpiboot/metadata.ts'
import type { TargetFiles } from './boot-files.ts'
import type { RecoveryRun, RunVerdict } from './eeprom-run.ts'
import { failureWords } from './failure-words.ts'
import { bootOverUsb, type UsbBootEnd, type UsbBootTiming } from './usb-boot.ts'

const logLength = 50
/** A board tells about fifteen. */
const mostProperties = 100

export type UsbPortOptions = {
  /** Another number for each plugging. */
  readonly session: number
  readonly device: AttachedUsbDevice
  readonly chip: UsbChip
  readonly clock: () => number
  readonly timing: UsbBootTiming
  readonly onChanged: () => void
  /** Who was in this port a moment ago; null where that is nobody, or too long ago. */
  readonly before: UsbIdentity | null
}

/** What a board has told about itself. */
export type UsbIdentity = {
  readonly metadata: BoardMetadata
  readonly eeprom: EepromRun | null
}

/** Says what a run of the recovery program came to. */
export type RecoveryWatch = {
  readonly begun: EepromRun
  judge(run: RecoveryRun): RunVerdict
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
  #metadata: BoardMetadata
  /** What it has told in the boot that goes on, or has ended. */
  #told: { readonly sent: string[]; readonly properties: { name: string; value: string }[] } = {
    sent: [],
    properties: [],
  }
  #detachedAt: number | null = null
  /** What is plugged in now; null while the port is empty. */
  #device: AttachedUsbDevice | null
  #running: Promise<void> | null = null
  #awaited: ((device: AttachedUsbDevice | null) => void) | null = null

  constructor(options: UsbPortOptions) {
    this.#options = options
    this.#device = options.device
    this.#metadata = options.before?.metadata ?? noMetadata
    const { serial, macs, revision } = this.#metadata
    this.#board = {
      path: options.device.path,
      chip: options.chip,
      serial,
      macs: [...macs],
      revision,
      target: null,
      stage: { kind: 'waiting', since: options.clock() },
      isPluggedIn: true,
      eeprom: options.before?.eeprom ?? null,
      log: [],
    }
  }

  get session(): number {
    return this.#options.session
  }

  get board(): UsbBoard {
    return this.#board
  }

  /** Begins to boot what is plugged in; how that goes is told by the board's stage. */
  boot(
    target: UsbBootTarget,
    files: TargetFiles,
    watch: RecoveryWatch | null = null,
  ): BootBegun | Refusal {
    const device = this.#device
    if (this.#running !== null) return alreadyBooting()
    if (device === null) return unplugged()
    const stage: UsbStage = { kind: 'waiting', since: this.#options.clock() }
    const eeprom = watch?.begun ?? this.#board.eeprom
    this.#board = { ...this.#board, target, stage, eeprom }
    this.#told = { sent: [], properties: [] }
    this.note(`Boots into ${target}.`)
    this.#running = this.#boot(device, files, watch).finally(() => {
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
    this.#detachedAt = this.#options.clock()
    if (this.#running === null && this.#board.stage.kind === 'waiting') return 'forget'
    this.#change({ isPluggedIn: false })
    return 'keep'
  }

  /**
   * Who ran the recovery program in this port until it was emptied, for at most `limit` milliseconds: such a board comes back. Null while
   * something is in the port.
   */
  leftWithin(limit: number): UsbIdentity | null {
    if (this.#detachedAt === null || this.#device !== null) return null
    if (this.#board.target !== 'recovery') return null
    if (this.#options.clock() - this.#detachedAt > limit) return null
    const { eeprom } = this.#board
    return { metadata: this.#metadata, eeprom: eeprom?.outcome === 'running' ? null : eeprom }
  }

  /** True while all that is known of the board was told before it came back to this port. */
  get isIdentityOld(): boolean {
    return this.#options.before !== null && this.#told.properties.length === 0
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

  async #boot(
    device: AttachedUsbDevice,
    files: TargetFiles,
    watch: RecoveryWatch | null,
  ): Promise<void> {
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
      onFile: (name, answer) => {
        if (answer === 'sent') this.#told.sent.push(name)
        this.note(`${name}: ${answer}`)
      },
      onMetadata: (property, value) => this.#learn(property, value),
    }).catch((error): UsbBootEnd => {
      return { kind: 'failed', code: 'usb-transfer-failed', detail: String(error) }
    })
    this.#ended(end, watch)
  }

  #ended(end: UsbBootEnd, watch: RecoveryWatch | null): void {
    this.#awaited?.(null)
    const isWritten = this.#judge(watch, end)
    if (isWritten === false) return
    if (end.kind === 'booted' || isWritten) {
      this.note('It has read everything and runs now.')
      this.#enter({ kind: 'booted' })
      return
    }
    this.#fail(end.code, failureWords(end.code, end.detail))
  }

  /** True: it was written for sure, however the boot ended. False: it failed, and that is told. Null: the end of the boot decides. */
  #judge(watch: RecoveryWatch | null, end: UsbBootEnd): boolean | null {
    if (watch === null) return null
    const { serial, macs } = this.#told.properties.length === 0 ? noMetadata : this.#metadata
    const hasEnded = end.kind === 'booted'
    const { eeprom, failure } = watch.judge({ ...this.#told, serial, macs, hasEnded })
    this.#board = { ...this.#board, eeprom }
    if (failure !== null) this.#fail(failure.code, failure.message)
    return failure !== null ? false : eeprom.outcome === 'confirmed' || null
  }

  #fail(code: string, message: string): void {
    const { kind } = this.#board.stage
    const during = kind === 'failed' || kind === 'booted' ? 'waiting' : kind
    this.note(message)
    this.#enter({ kind: 'failed', code, message, during })
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
    // Whoever was in this port before: from here on it is this board that tells.
    if (this.#told.properties.length === 0) this.#metadata = noMetadata
    if (this.#told.properties.length < mostProperties) {
      this.#told.properties.push({ name: property, value })
    }
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
