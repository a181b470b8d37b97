import { setTimeout as wait } from 'node:timers/promises'
import { decodeBootHeader } from '../station/protocols/rpiboot/boot-header.ts'
import type { RpibootChip } from '../station/protocols/rpiboot/chip.ts'
import { encodeMessage } from '../station/protocols/rpiboot/message.ts'
import type { UsbDevice, UsbTransfer } from '../station/protocols/rpiboot/usb-device.ts'
import type { UsbFaults, UsbMoment } from './usb-faults.ts'
import { isRecoveryProgram, recoveryQuestions, restarts } from './usb-recovery.ts'

/** What a simulated board is and does. */
export type SimulatedUsbBoardOptions = {
  /** `bus-port.port`. */
  readonly path: string
  readonly chip: RpibootChip
  /** What its boot code asks for, in this order; those of its chip by default. */
  readonly files?: readonly string[]
  /** What its boot code tells: `[property, value]`. Chips before BCM2711 tell nothing. */
  readonly metadata?: readonly (readonly [string, string])[]
  /** Its first interface is a mass storage, as some boot ROMs have it; rpiboot is spoken on the second one then. */
  readonly hasStorage?: boolean
  readonly faults?: UsbFaults
  /** Milliseconds: until it is back with the boot code, and for each file. */
  readonly pace?: { readonly returning: number; readonly file: number }
  /** It has read everything and runs it, until `power` aborts. */
  readonly onBooted?: (board: SimulatedUsbBoard, power: AbortSignal) => void
}

const products: Readonly<Record<RpibootChip, number>> = {
  bcm2835: 0x2763,
  bcm2837: 0x2764,
  bcm2711: 0x2711,
  bcm2712: 0x2712,
}

/** As their boot code asks for them (seen on the wire and in rpiboot's own output). */
const usualFiles: Readonly<Record<RpibootChip, readonly string[]>> = {
  bcm2835: ['bootsig.bin', 'config.txt', 'start.elf', 'fixup.dat'],
  bcm2837: ['bootsig.bin', 'config.txt', 'start.elf', 'fixup.dat'],
  bcm2711: ['config.txt', 'pieeprom.sig', 'boot.img'],
  bcm2712: ['mcb.bin', 'memsys00.bin', 'bootmain', 'config.txt', 'pieeprom.sig', 'boot.img'],
}

const stall = { kind: 'failed', reason: 'stall', detail: 'endpoint stalled' } as const
const gone = { kind: 'failed', reason: 'gone', detail: 'device disconnected' } as const
/** A transfer that is never answered takes no longer than this here, whatever the station would wait. */
const patience = 20

const timedOut = { kind: 'failed', reason: 'timeout', detail: 'transfer was cancelled' } as const

/** What a bus must know of a board that comes and goes by itself. */
export type UsbPresence = { readonly left: () => void; readonly came: () => void }

/** The boot ROM and the boot code of one board, as far as a USB cable shows them. Power it on with `SimulatedUsbBus.plug`. */
export class SimulatedUsbBoard {
  readonly path: string
  readonly productId: number
  /** Bytes of every file that it has read, by name; its boot code is under the name `boot code`. */
  readonly received = new Map<string, Buffer>()
  /** What its bootloader's EEPROM holds; null until something was written. */
  eeprom: Buffer | null = null
  readonly #options: SimulatedUsbBoardOptions
  #presence: UsbPresence = { left: () => undefined, came: () => undefined }
  #stage: 'unplugged' | 'rom' | 'away' | 'boot-code' | 'booted' = 'unplugged'
  #power = new AbortController()
  #expected = 0
  #parts: Buffer[] = []
  #bootCodeLength: number | null = null
  #questions: Generator<Uint8Array, void, number> | null = null
  /** What the station has said about the size of the file that was asked for. */
  #answer = 0
  #reading: string | null = null

  constructor(options: SimulatedUsbBoardOptions) {
    this.#options = options
    this.path = options.path
    this.productId = products[options.chip]
  }

  /** The serial number that its boot code tells; null for a chip that tells nothing. */
  get serial(): string | null {
    const { metadata = [] } = this.#options
    return metadata.find(([property]) => property === 'USER_SERIAL_NUM')?.[1] ?? null
  }

  get stage(): string {
    return this.#stage
  }

  /** A boot ROM describes no serial number (index 0, BCM2712: 3), boot code the first string. */
  get serialIndex(): number {
    const claimed = this.#options.faults?.describes?.serialIndex
    if (claimed !== undefined) return claimed
    if (this.#stage === 'boot-code') return 1
    return this.#options.chip === 'bcm2712' ? 3 : 0
  }

  get opensAfter(): number {
    return this.#options.faults?.opensAfter ?? 0
  }

  get interfaceCount(): number {
    const claimed = this.#options.faults?.describes?.interfaceCount
    if (claimed !== undefined) return claimed
    return this.#options.hasStorage ? 2 : 1
  }

  /** Power comes on: the boot ROM runs. */
  plug(presence: UsbPresence): void {
    this.#presence = presence
    this.#powerOn()
  }

  #powerOn(): void {
    this.#power.abort()
    this.#power = new AbortController()
    this.#stage = 'rom'
    this.#bootCodeLength = null
    this.received.clear()
    this.#expect(0)
    this.#presence.came()
  }

  unplug(): void {
    if (this.#stage === 'unplugged') return
    const wasThere = this.#isThere
    this.#power.abort()
    this.#stage = 'unplugged'
    if (wasThere) this.#presence.left()
  }

  /** The board as the station sees it once it is open. */
  open(): UsbDevice {
    const stage = this.#stage
    const isOver = (): boolean => this.#stage !== stage
    return {
      vendorId: 0x0a5c,
      productId: this.productId,
      serialIndex: this.serialIndex,
      interfaceCount: this.interfaceCount,
      controlOut: async (value, index) => (isOver() ? gone : this.announced(value | (index << 16))),
      controlIn: async (_value, _index, length, timeout) =>
        isOver() ? gone : this.asked(length, timeout),
      bulkOut: async (endpoint, bytes, timeout) =>
        isOver() ? gone : this.took(endpoint, bytes, timeout),
      close: async () => undefined,
    }
  }

  get #isThere(): boolean {
    return this.#stage === 'rom' || this.#stage === 'boot-code'
  }

  /** Control OUT: so many bytes will come, or the answer to a question for a size. */
  announced(length: number): UsbTransfer<void> {
    this.#answer = length
    this.#expect(length)
    if (this.#stage === 'boot-code' && length === 0) this.#reading = null
    return { kind: 'ok', value: undefined }
  }

  /** Bulk OUT. */
  async took(endpoint: number, bytes: Uint8Array, timeout: number): Promise<UsbTransfer<number>> {
    if (endpoint !== (this.#options.hasStorage ? 3 : 1)) return stall
    const moment = this.#moment()
    const fault = await this.#faultAt(moment, bytes, timeout)
    if (fault !== null) return fault
    this.#parts.push(Buffer.from(bytes))
    const count = this.#parts.reduce((sum, part) => sum + part.length, 0)
    if (count === this.#expected) await this.#complete(moment, Buffer.concat(this.#parts))
    return { kind: 'ok', value: bytes.length }
  }

  /** Control IN: in the boot ROM how it liked the boot code; in the boot code its next question. */
  async asked(length: number, timeout: number): Promise<UsbTransfer<Uint8Array>> {
    if (this.#stage === 'rom') return this.#bootCodeStatus(length)
    if (this.#options.faults?.isSilent) {
      await wait(Math.min(timeout, patience))
      return timedOut
    }
    this.#questions ??= this.#ask()
    const { value, done } = this.#questions.next(this.#answer)
    if (done || value === undefined) {
      this.#leave('booted')
      return gone
    }
    if (value[0] === 2) setImmediate(() => this.#done())
    return { kind: 'ok', value: value.subarray(0, length) }
  }

  #moment(): UsbMoment {
    if (this.#stage !== 'rom') return 'file'
    return this.#bootCodeLength === null ? 'header' : 'boot-code'
  }

  async #faultAt(
    moment: UsbMoment,
    bytes: Uint8Array,
    timeout: number,
  ): Promise<UsbTransfer<number> | null> {
    const { faults = {} } = this.#options
    if (faults.stallsAt === moment) return stall
    if (faults.takesHalfOf === moment) return { kind: 'ok', value: bytes.length >> 1 }
    if (faults.hangsAt === moment) {
      await wait(Math.min(timeout, patience))
      return timedOut
    }
    if (faults.unpluggedAt !== moment) return null
    this.unplug()
    return gone
  }

  async #complete(moment: UsbMoment, bytes: Buffer): Promise<void> {
    this.#expect(0)
    if (moment === 'header') {
      this.#bootCodeLength = decodeBootHeader(bytes)
      return
    }
    if (moment === 'boot-code') this.received.set('boot code', bytes)
    else if (this.#reading !== null) {
      this.received.set(this.#reading, bytes)
      await wait(this.#options.pace?.file ?? 0)
    }
  }

  #expect(length: number): void {
    this.#expected = length
    this.#parts = []
  }

  #bootCodeStatus(length: number): UsbTransfer<Uint8Array> {
    const bytes = new Uint8Array(length)
    const status = this.#options.faults?.bootCodeStatus ?? 0
    new DataView(bytes.buffer).setInt32(0, status, true)
    if (status === 0) setImmediate(() => this.#restart())
    return { kind: 'ok', value: bytes }
  }

  /** It leaves the bus and comes back with what it was sent. */
  #restart(): void {
    const { faults = {}, pace } = this.#options
    this.#leave('away')
    if (faults.neverReturns) return
    setTimeout(() => {
      if (this.#stage !== 'away') return
      this.#stage = faults.returnsAsRom ? 'rom' : 'boot-code'
      this.#questions = null
      this.#bootCodeLength = null
      this.#presence.came()
    }, pace?.returning ?? 0)
  }

  /** The recovery program may let the board start anew: into its boot ROM, as long as its jumper is set. */
  #done(): void {
    const startsAnew =
      isRecoveryProgram(this.received.get('boot code')) && restarts(this.received.get('config.txt'))
    this.#leave('booted')
    if (!startsAnew) return
    setTimeout(() => {
      if (this.#stage === 'booted') this.#powerOn()
    }, this.#options.pace?.returning ?? 0)
  }

  #leave(to: 'away' | 'booted'): void {
    if (!this.#isThere) return
    this.#stage = to
    this.#presence.left()
    if (to === 'booted') this.#options.onBooted?.(this, this.#power.signal)
  }

  /** What `config.txt` says decides on the rest: a ramdisk, or a kernel with its command line and initramfs. */
  *#names(names: readonly string[]): Generator<string, void, void> {
    for (const name of names) {
      const config = this.received.get('config.txt')?.toString('latin1') ?? ''
      const [, initramfs] = /^initramfs (\S+)/m.exec(config) ?? []
      const [, kernel] = /^kernel=(\S+)/m.exec(config) ?? []
      if (name !== 'boot.img' || initramfs === undefined) yield name
      else yield* ['overlays/dwc2.dtbo', initramfs, 'cmdline.txt', kernel ?? 'kernel8.img']
    }
  }

  /** One question after the other; the answer to each is the length that the station announced. */
  *#ask(): Generator<Uint8Array, void, number> {
    const { faults = {}, files, metadata = [], chip } = this.#options
    yield* faults.messages ?? []
    if (isRecoveryProgram(this.received.get('boot code'))) {
      yield* recoveryQuestions({
        metadata,
        received: this.received,
        reading: (name) => {
          this.#reading = name
        },
        write: (image) => {
          this.eeprom = image
        },
        fault: faults.recovery,
      })
      return
    }
    for (const [property, value] of metadata) yield encodeMessage(0, `*${property}*${value}`)
    for (const name of this.#names(faults.asksFor ?? files ?? usualFiles[chip])) {
      const size = yield encodeMessage(0, name)
      if (size === 0) continue
      this.#reading = name
      yield encodeMessage(1, name)
    }
    while (faults.isEndless) yield encodeMessage(0, 'again.bin')
    if (!faults.leavesEarly) yield encodeMessage(2, '')
  }
}
