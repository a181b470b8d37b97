import type { Board } from '../contract/board.ts'
import type { UsbBoard } from '../contract/usb-board.ts'
import type { BoardRegistry } from './boards/registry.ts'
import { usbBootFolder } from './build-usb-boards.ts'
import type { Audit } from './storage/audit-log.ts'
import { createKeptEeproms } from './usbboot/kept-eeproms.ts'
import type { UsbBoards } from './usbboot/usb-boards.ts'
import { createUsbEeproms, type KnownBootloader, type UsbEeproms } from './usbboot/usb-eeproms.ts'

/** Bootloaders of boards on USB cables: what agents have told of the same boards, and the record of what was written. */
export function buildUsbEeproms(needs: {
  readonly usbBoards: UsbBoards
  readonly boards: BoardRegistry
  readonly dataFolder: string
  readonly audit: Audit
  readonly clock: () => number
  readonly log: (message: string) => void
}): UsbEeproms {
  const { usbBoards, boards, dataFolder, audit, clock, log } = needs
  return createUsbEeproms({
    boards: usbBoards,
    folder: usbBootFolder(dataFolder, 'recovery'),
    kept: createKeptEeproms(dataFolder),
    knownBootloader: (board) => bootloaderOf(boards.list().find((one) => isSame(one, board))),
    clock,
    log,
    onEnded: ({ path, serial }, { outcome, sha256, properties }) =>
      audit('usb-eeprom-end', serial ?? path, { path, outcome, sha256, properties }),
  })
}

function bootloaderOf(board: Board | undefined): KnownBootloader | null {
  if (board === undefined) return null
  const { eepromConfig, eepromVersion, eepromMinimum, lastSeenAt } = board
  const isTime = /^\d{9,11}$/.test(eepromVersion ?? '')
  return {
    config: eepromConfig,
    builtAt: isTime ? Number(eepromVersion) * 1_000 : null,
    minimumVersion: eepromMinimum,
    at: lastSeenAt,
  }
}

/** Bootloaders tell eight digits of a serial number, agents all sixteen. */
function isSame(board: Board, { serial, macs }: UsbBoard): boolean {
  const isSerial = serial !== null && board.serial?.slice(-8).toLowerCase() === serial.slice(-8)
  return isSerial || board.macs.some((mac) => macs.includes(mac))
}
