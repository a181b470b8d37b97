import { expect, test } from 'vitest'
import type { Board } from '../../contract/board.ts'
import { lendMac } from './lent-mac.ts'
import { createBoardRegistry } from './registry.ts'
import type { AgentReport } from './sighting.ts'

const mac = 'dc:a6:32:00:00:01'
const report: AgentReport = {
  mac,
  ip: '10.20.50.100',
  macs: [mac],
  serial: '10000000abcd1234',
  model: 'Raspberry Pi Compute Module 4 Rev 1.1',
  revision: 'c03141',
  memoryBytes: 4 * 1024 ** 3,
  bootMode: 'network',
  eepromVersion: null,
  eepromConfig: null,
  eepromMinimum: null,
  storages: [],
}

function fresh(stored: Board[] = []) {
  const time = { now: 1_000 }
  const saved = new Map<string, Board>()
  const registry = createBoardRegistry({
    clock: () => time.now,
    store: {
      load: () => stored,
      save: (board) => saved.set(board.id, board),
      remove: (id) => saved.delete(id),
    },
    onChanged: () => undefined,
    onForgotten: () => undefined,
  })
  return { registry, time, saved }
}

test('a board is known from its first request on, with model and memory out of its revision code', () => {
  const { registry } = fresh()
  const board = registry.see({
    kind: 'asked-for-address',
    mac,
    boardRevision: 'c03141',
    serialTail: null,
    model: null,
  })
  expect(board).toMatchObject({
    id: 'dca632000001',
    model: 'Raspberry Pi Compute Module 4 Rev 1.1',
    memoryBytes: 4 * 1024 ** 3,
    stage: { kind: 'power' },
    netboot: 'agent',
  })
})

test('what DHCP, files and the agent tell becomes one board', () => {
  const { registry } = fresh()
  registry.see({
    kind: 'asked-for-address',
    mac,
    boardRevision: null,
    serialTail: null,
    model: null,
  })
  registry.see({ kind: 'has-address', mac, ip: '10.20.50.100' })
  registry.see({ kind: 'asked-for-file', boardId: 'dca632000001', fileName: 'start4.elf' })
  registry.see({ kind: 'registered', report, waiting: false })
  expect(registry.list()).toHaveLength(1)
  expect(registry.bySerialTail('abcd1234')).toMatchObject({
    ip: '10.20.50.100',
    stage: { kind: 'ready' },
  })
})

test('a board that comes back with another network adapter is the same board', () => {
  const { registry } = fresh()
  registry.see({ kind: 'registered', report, waiting: false })
  registry.change('dca632000001', { name: 'left of the door' })
  const other = 'b8:27:eb:00:00:09'
  registry.see({
    kind: 'asked-for-address',
    mac: other,
    boardRevision: null,
    serialTail: null,
    model: null,
  })
  const merged = registry.see({
    kind: 'registered',
    report: { ...report, mac: other, macs: [other] },
    waiting: false,
  })
  expect(merged).toMatchObject({ name: 'left of the door', macs: [mac, other] })
  expect(registry.list()).toHaveLength(1)
})

test('an operating system that asks for an address does not look like a new start', () => {
  const { registry } = fresh()
  registry.see({ kind: 'registered', report, waiting: false })
  registry.see({
    kind: 'asked-for-address',
    mac,
    boardRevision: null,
    serialTail: null,
    model: null,
  })
  expect(registry.get('dca632000001')?.stage.kind).toBe('ready')
  registry.restarted('dca632000001')
  expect(registry.get('dca632000001')?.stage.kind).toBe('power')
})

test('a board that is not heard of falls silent, and is ready again when it speaks', () => {
  const { registry, time } = fresh()
  registry.see({ kind: 'registered', report, waiting: false })
  time.now += 60_000
  expect(registry.sweep(() => 50_000)).toHaveLength(1)
  expect(registry.get('dca632000001')?.stage.kind).toBe('silent')
  registry.see({ kind: 'heard', boardId: 'dca632000001' })
  expect(registry.get('dca632000001')?.stage.kind).toBe('ready')
})

test('being heard again is not written to disk', () => {
  const { registry, time, saved } = fresh()
  registry.see({ kind: 'registered', report, waiting: false })
  saved.clear()
  time.now += 1_000
  registry.see({ kind: 'heard', boardId: 'dca632000001' })
  expect(saved.size).toBe(0)
})

const lent = lendMac(Uint8Array.of(1, 2, 3, 4))
const lentLater = lendMac(Uint8Array.of(5, 6, 7, 8))
const attached = { kind: 'attached', link: 'usb', usbPath: '1-1.2' } as const
const overUsb: AgentReport = { ...report, mac: lent, ip: '172.19.182.1', macs: [lent, mac] }

test('a board that boots over USB is the known board once it tells its serial number', () => {
  const { registry } = fresh()
  const known = registry.see({ kind: 'registered', report, waiting: false })
  expect(registry.see({ ...attached, mac: lent })?.id).not.toBe(known?.id)
  const board = registry.see({ kind: 'registered', report: overUsb, waiting: false })
  expect(board).toMatchObject({ id: known?.id, link: 'usb', usbPath: '1-1.2' })
  expect(board?.macs).toEqual([mac, lent])
  expect(registry.list()).toHaveLength(1)
})

test('a bootloader that tells the serial number makes it the known board at once', () => {
  const { registry } = fresh()
  const known = registry.see({ kind: 'registered', report, waiting: false })
  const board = registry.see({ ...attached, mac: lent, serialTail: 'abcd1234' })
  expect(board).toMatchObject({ id: known?.id, link: 'usb', stage: { kind: 'power' } })
})

test('two boards after one another on one USB port stay two boards', () => {
  const { registry } = fresh()
  registry.see({ ...attached, mac: lent })
  const first = registry.see({ kind: 'registered', report: overUsb, waiting: false })
  registry.see({ kind: 'left', boardId: first?.id ?? '' })
  registry.see({ ...attached, mac: lentLater })
  const other = { ...overUsb, mac: lentLater, macs: [lentLater], serial: '100000000000beef' }
  const second = registry.see({ kind: 'registered', report: other, waiting: false })
  expect(second?.id).not.toBe(first?.id)
  expect(registry.list().map(({ serial, stage }) => [serial, stage.kind])).toEqual([
    ['10000000abcd1234', 'silent'],
    ['100000000000beef', 'ready'],
  ])
})

test('what a board was lent for one boot is forgotten at the next, and its own addresses stay', () => {
  const { registry } = fresh()
  registry.see({ ...attached, mac: lent })
  registry.see({ kind: 'registered', report: overUsb, waiting: false })
  registry.see({ ...attached, mac: lentLater })
  const again = { ...overUsb, mac: lentLater, macs: [lentLater, mac] }
  const board = registry.see({ kind: 'registered', report: again, waiting: false })
  expect(board?.macs).toEqual([mac, lentLater])
})

test('made-up MACs without end leave the boards that are known, and neither memory nor disk fills', () => {
  const { registry, time, saved } = fresh()
  const own = registry.see({ kind: 'registered', report, waiting: false })
  for (let number = 0; number < 7_000; number += 1) {
    time.now += 100
    const hex = number.toString(16).padStart(6, '0')
    registry.see({
      kind: 'asked-for-address',
      mac: `02:00:00:${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4)}`,
      boardRevision: null,
      serialTail: null,
      model: null,
    })
  }
  expect(registry.list().length).toBeLessThanOrEqual(5_001)
  expect(saved.size).toBe(registry.list().length)
  expect(registry.get(own?.id ?? '')?.serial).toBe(report.serial)
  expect(registry.byMac('02:00:00:00:1b:57')).toBeDefined()
  expect(registry.byMac('02:00:00:00:00:01')).toBeUndefined()
})

test('a drive that tells a board’s serial number, as its eMMC in mass-storage mode may, is not that board', () => {
  const { registry } = fresh()
  const board = registry.see({ kind: 'registered', report, waiting: false })
  const driveMac = '02:5e:00:00:00:07'
  registry.see({ kind: 'attached', mac: driveMac, link: 'drive', usbPath: '1-1.2' })
  const told = { ...report, mac: driveMac, macs: [driveMac], ip: '127.0.0.1' }
  const drive = registry.see({ kind: 'registered', report: told, waiting: false })
  expect(drive).toMatchObject({ link: 'drive', serial: report.serial })
  expect(drive?.id).not.toBe(board?.id)
  expect(registry.bySerialTail('abcd1234')?.id).toBe(board?.id)
  expect(registry.byIp('127.0.0.1')).toBeUndefined()
  // Nor does the board become the drive when it netboots again.
  expect(registry.see({ kind: 'registered', report, waiting: false })?.id).toBe(board?.id)
})
