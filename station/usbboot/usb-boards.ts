import { type Refusal, refusal } from '../../contract/errors.ts'
import type { UsbBoard, UsbBootTarget, UsbChip } from '../../contract/usb-board.ts'
import type { AttachedUsbDevice, UsbBus } from '../platform/usb-bus.ts'
import { rpibootChipOf } from '../protocols/rpiboot/chip.ts'
import type { TargetFiles } from './boot-files.ts'
import type { UsbBootTiming } from './usb-boot.ts'
import { type BootBegun, type RecoveryWatch, UsbPort } from './usb-port.ts'

/** What is booted without a person: never what writes the EEPROM. */
export type AutomaticTarget = Exclude<UsbBootTarget, 'recovery'> | null

/** All boards on USB cables, each known by its port. */
export type UsbBoards = {
  list(): UsbBoard[]
  /** Begins to boot the board on this port; it goes on by itself. Undefined when there is none. */
  boot(path: string, target: UsbBootTarget): Promise<BootBegun | Refusal | undefined>
  /** The board on this port, and which plugging that is; undefined when there is none. */
  pluggedAt(path: string): UsbPlugged | undefined
  /** Boots exactly this plugging with files that were made for it. Never called without a person's word. */
  bootWith(
    plugged: UsbPlugged,
    target: UsbBootTarget,
    files: TargetFiles,
    watch: RecoveryWatch,
  ): BootBegun | Refusal
  /** Boards that are plugged in from now on, and those that wait already. */
  setAutomatic(target: AutomaticTarget): Promise<void>
  /** Takes a board that is not plugged in any more off the list; false where it is. */
  dismiss(path: string): boolean
  stop(): Promise<void>
}

/** One board, from when it was plugged in until it is plugged out. */
export type UsbPlugged = {
  readonly board: UsbBoard
  /** Another number for each plugging. */
  readonly session: number
  /** It told who it is before it was away from USB for a moment. */
  readonly isIdentityOld: boolean
}

export type UsbBoardsOptions = {
  readonly bus: UsbBus
  readonly filesFor: (target: UsbBootTarget) => Promise<TargetFiles | Refusal>
  readonly automatic: { read(): AutomaticTarget; write(target: AutomaticTarget): void }
  readonly clock: () => number
  readonly log: (message: string) => void
  readonly onChanged: (boards: UsbBoard[]) => void
  /** There is no USB here, or it can't be looked at. */
  readonly onUnavailable: (detail: string) => void
  readonly timing: UsbBootTiming
}

/**
 * A board that has told who it is may start anew, or be plugged in again by hand, because its boot ROM tells nothing. Who comes later than
 * that (milliseconds) is a stranger.
 */
const sameBoardLimit = 60_000

/** Looks for boards in USB boot mode and boots them when asked. Never opens any other device. */
export function createUsbBoards(options: UsbBoardsOptions): UsbBoards {
  const { bus, automatic, clock, log } = options
  const ports = new Map<string, UsbPort>()
  let lastSession = 0
  const list = (): UsbBoard[] => [...ports.values()].map((port) => port.board)
  const publish = (): void => options.onChanged(list())

  const boot = async (port: UsbPort, target: UsbBootTarget): Promise<BootBegun | Refusal> => {
    if (target === 'recovery') return noRecovery()
    const files = await options.filesFor(target)
    if (files.kind === 'refused') return files
    return files.refusalFor?.(port.board.chip) ?? port.boot(target, files)
  }
  const bootByItself = async (port: UsbPort): Promise<void> => {
    const target = automatic.read()
    if (target === null || port.board.stage.kind !== 'waiting') return
    const result = await boot(port, target)
    if (result.kind === 'refused') port.note(result.message)
  }
  const attached = (device: AttachedUsbDevice, chip: UsbChip): void => {
    log(`usb: ${device.path} ${chip} attached`)
    const known = ports.get(device.path)
    if (known?.returned(device, chip)) return
    known?.end().catch((error) => log(`usb: ${device.path}: ${String(error)}`))
    lastSession += 1
    const port = new UsbPort({
      session: lastSession,
      device,
      chip,
      clock,
      timing: options.timing,
      onChanged: publish,
      before: known?.board.chip === chip ? known.leftWithin(sameBoardLimit) : null,
    })
    ports.set(device.path, port)
    publish()
    bootByItself(port).catch((error) => log(`usb: ${device.path}: ${String(error)}`))
  }
  const forget = (path: string): void => {
    ports.delete(path)
    publish()
  }
  const detached = (path: string): void => {
    log(`usb: ${path} detached`)
    if (ports.get(path)?.detached() !== 'forget') return
    forget(path)
  }

  const watching = bus.watch((vendor, product) => rpibootChipOf(vendor, product) !== null, {
    attached: (device) => {
      const chip = rpibootChipOf(device.vendorId, device.productId)
      if (chip !== null) attached(device, chip)
    },
    detached,
  })
  watching
    .then((watch) => watch.kind === 'unavailable' && options.onUnavailable(watch.detail))
    .catch((error) => options.onUnavailable(String(error)))

  return {
    list,
    boot: async (path, target) => {
      const port = ports.get(path)
      return port && boot(port, target)
    },
    pluggedAt: (path) => {
      const port = ports.get(path)
      return port && { board: port.board, session: port.session, isIdentityOld: port.isIdentityOld }
    },
    bootWith: ({ board, session }, target, files, watch) => {
      const port = ports.get(board.path)
      if (port === undefined || port.session !== session) return otherPlugging()
      return port.boot(target, files, watch)
    },
    setAutomatic: async (target) => {
      automatic.write(target)
      await Promise.all([...ports.values()].map(bootByItself))
    },
    dismiss: (path) => {
      if (!ports.get(path)?.isEmpty) return false
      forget(path)
      return true
    },
    stop: async () => {
      const watch = await watching.catch(() => null)
      if (watch?.kind === 'watching') await watch.stop()
      await Promise.all([...ports.values()].map((port) => port.end()))
    },
  }
}

function noRecovery(): Refusal {
  return refusal(
    'usb-no-recovery',
    "A bootloader's EEPROM is written by a plan that a person has seen and confirmed, so nothing was sent. Press Bootloader on the board's card, or use: bootbench usb-eeprom.",
  )
}

function otherPlugging(): Refusal {
  return refusal(
    'usb-eeprom-changed',
    'The board was plugged out or in since the plan was shown, so nothing was written. Look at the new plan and confirm that.',
  )
}
