import type { Board } from '../../contract/board.ts'
import type { UsbBoard } from '../../contract/usb-board.ts'

/** Bootloaders tell the last eight digits on some boards, and all sixteen on others. */
const serialTail = 8

/** The board of the network that this board on USB is: the same serial number, or else a MAC address in common. */
export function usbTwin(boards: Iterable<Board>, usbBoard: UsbBoard): Board | null {
  const { serial, macs } = usbBoard
  if (serial === null && macs.length === 0) return null
  for (const board of boards) {
    const bySerial = serial !== null && board.serial !== null && isSame(serial, board.serial)
    if (bySerial || board.macs.some((mac) => macs.includes(mac))) return board
  }
  return null
}

function isSame(one: string, other: string): boolean {
  return one.slice(-serialTail).toLowerCase() === other.slice(-serialTail).toLowerCase()
}
