import type { Board } from '../../contract/board.ts'
import type { UsbBoard } from '../../contract/usb-board.ts'

/** Bootloaders tell the last eight digits on some boards, and all sixteen on others. */
const serialTail = 8

/**
 * The board that this board on USB is: the same serial number, or else a MAC address in common, or else the one whose agent is reached
 * over this USB port since it was booted.
 */
export function usbTwin(boards: Iterable<Board>, usbBoard: UsbBoard): Board | null {
  const all = [...boards].filter(({ link }) => link !== 'drive')
  return (
    all.find((board) => isSameBoard(board, usbBoard)) ??
    all.find((board) => isOverItsCable(board, usbBoard)) ??
    null
  )
}

function isSameBoard(board: Board, { serial, macs }: UsbBoard): boolean {
  const bySerial = serial !== null && board.serial !== null && isSame(serial, board.serial)
  return bySerial || board.macs.some((mac) => macs.includes(mac))
}

function isOverItsCable(board: Board, { path, stage, target }: UsbBoard): boolean {
  const isBooted = stage.kind === 'booted' && target === 'agent'
  return isBooted && board.link === 'usb' && board.usbPath === path && board.stage.kind !== 'silent'
}

function isSame(one: string, other: string): boolean {
  return one.slice(-serialTail).toLowerCase() === other.slice(-serialTail).toLowerCase()
}
