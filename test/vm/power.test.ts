import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  createControlBoard,
  type SimulatedControlBoard,
} from '../../simulator/power-control-board.ts'
import { i2cAdapter } from '../../simulator/usbip-i2c.ts'
import { UsbIpServer } from '../../simulator/usbip-server.ts'
import { needProgram } from '../lab/need-program.ts'
import type { PowerGuestPlan } from './power-guest-main.ts'
import { type GuestLine, needUsbGuest, runInUsbGuest } from './usb-guest.ts'

const limit = 300_000
const reason = 'switches power through a real kernel'
const isImpossible = [
  needUsbGuest(reason),
  needProgram('i2cset', reason),
  needProgram('uhubctl', reason),
].some((lacks) => lacks)

describe.skipIf(isImpossible)('in a guest, as a user without rights of root', () => {
  const server = new UsbIpServer()
  const powered: string[] = []
  let board: SimulatedControlBoard
  let lines: readonly GuestLine[] = []

  beforeAll(async () => {
    board = createControlBoard({
      nodes: 2,
      type: 2,
      order: 20,
      paths: [[1], [1, 1], [1, 2]],
      slowness: 0,
      onPower: (node, isOn) => powered.push(`${node} ${isOn ? 'on' : 'off'}`),
    })
    const name = 'phat'
    server.plug(name, i2cAdapter({ vendorId: 0x3171, productId: 0x0012 }, board.chip, 0x20))
    const plan: PowerGuestPlan = { serverPort: await server.listen(), boardName: name }
    lines = await runInUsbGuest({
      program: new URL('power-guest-main.ts', import.meta.url).pathname,
      programArguments: [JSON.stringify(plan)],
      modules: [],
      network: { kind: 'user' },
      limit,
    })
  })
  afterAll(() => server.stop())

  const lineWith = (key: string): GuestLine => lines.find((line) => key in line) ?? {}

  test('all three kinds of ports are found, and nobody lacks rights', () => {
    expect(lines.filter((line) => 'notice' in line)).toEqual([])
    const { ports, controlPath } = lineWith('ports')
    expect(ports).toMatchObject([
      { id: 'hat-p1', state: 'on' },
      { id: 'hat-p2', state: 'on' },
      { id: 'hat-p3', state: 'on' },
      { id: 'hat-p4', state: 'on' },
      { id: `ctrl-${controlPath}-p1`, name: 'ClusterCTRL p5', state: 'off' },
      { id: `ctrl-${controlPath}-p2`, name: 'ClusterCTRL p6', state: 'off' },
    ])
  })

  test('a ClusterHAT’s registers hold what its maker’s program would write', () => {
    expect(lineWith('hat')).toMatchObject({
      // p1, p2 and p4, the LED, the hub (active low), the write protection.
      output: '0x9b',
      direction: '0x00',
      hat: [{ state: 'on' }, { state: 'on' }, { state: 'off' }, { state: 'on' }],
    })
  })

  test('a ClusterCTRL board is bound by our udev rule and does what it is told', () => {
    expect(lineWith('control')).toMatchObject({
      control: { kind: 'switched', port: { name: 'ClusterCTRL p6', state: 'on' } },
      rights: 'i2c 660',
    })
    expect(powered).toEqual(['2 on'])
  })

  test('what hangs on a hub’s port goes with its power and comes back with it', () => {
    expect(lineWith('off')).toMatchObject({ off: { kind: 'switched', port: { state: 'off' } } })
    expect(lineWith('on')).toMatchObject({ on: { kind: 'switched', port: { state: 'on' } } })
    expect(lineWith('cycle')).toMatchObject({ cycle: { kind: 'switched', port: { state: 'on' } } })
  })
})
