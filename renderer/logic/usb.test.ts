import { expect, test } from 'vitest'
import type { UsbBoard, UsbStage } from '../../contract/usb-board.ts'
import { boardAt } from './test-data.ts'
import { usbRailOf } from './usb-rail.ts'
import { usbTwin } from './usb-twin.ts'

const usbBoard: UsbBoard = {
  path: '1-1.2',
  chip: 'bcm2711',
  serial: '1a2b3c4d',
  macs: ['d8:3a:dd:01:02:03'],
  revision: null,
  target: null,
  stage: { kind: 'waiting', since: 0 },
  isPluggedIn: true,
  eeprom: null,
  log: [],
}

test.each<[UsbStage, readonly string[]]>([
  [{ kind: 'waiting', since: 0 }, ['waiting', 'ahead', 'ahead', 'ahead', 'ahead']],
  [
    { kind: 'serving-files', since: 0, fileName: 'boot.img' },
    ['passed', 'passed', 'passed', 'current', 'ahead'],
  ],
  [{ kind: 'booted', since: 0 }, ['passed', 'passed', 'passed', 'passed', 'passed']],
  [
    { kind: 'failed', since: 0, code: 'usb-left', message: '', during: 're-enumerating' },
    ['passed', 'passed', 'stopped', 'ahead', 'ahead'],
  ],
])('the rail of a board on USB shows where it is: %o', (stage, states) => {
  expect(usbRailOf(stage).map(({ state }) => state)).toEqual(states)
})

test('a board on USB is the board of the network with the end of its serial number or its address', () => {
  const other = boardAt(
    { kind: 'ready', since: 0 },
    { id: 'other', serial: '10000000ffffffff', macs: [] },
  )
  const bySerial = boardAt(
    { kind: 'ready', since: 0 },
    { id: 'serial', serial: '100000001A2B3C4D', macs: [] },
  )
  const byMac = boardAt(
    { kind: 'ready', since: 0 },
    { id: 'mac', serial: null, macs: ['d8:3a:dd:01:02:03'] },
  )
  expect(usbTwin([other, bySerial], usbBoard)?.id).toBe('serial')
  expect(usbTwin([other, byMac], usbBoard)?.id).toBe('mac')
  expect(usbTwin([other], usbBoard)).toBeNull()
})

test('a board without a word of its own is the one whose agent is reached over its USB port', () => {
  const booted: UsbBoard = {
    ...usbBoard,
    path: '1-1.2',
    serial: null,
    macs: [],
    target: 'agent',
    stage: { kind: 'booted', since: 0 },
  }
  const link = { link: 'usb' as const, usbPath: '1-1.2', macs: [] }
  const gone = boardAt({ kind: 'silent', since: 0 }, { id: 'gone', ...link })
  const there = boardAt({ kind: 'ready', since: 0 }, { id: 'there', ...link })
  expect(usbTwin([gone, there], booted)?.id).toBe('there')
  expect(usbTwin([gone], booted)).toBeNull()
  expect(usbTwin([there], { ...booted, target: 'mass-storage' })).toBeNull()
})

test('a board that has told nothing yet is nobody', () => {
  const silent = { ...usbBoard, serial: null, macs: [] }
  expect(
    usbTwin([boardAt({ kind: 'ready', since: 0 }, { serial: null, macs: [] })], silent),
  ).toBeNull()
})
