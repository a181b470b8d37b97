import { expect, test } from 'vitest'
import { createClusterControl } from '../station/power/cluster-ctrl.ts'
import { createClusterHat } from '../station/power/cluster-hat.ts'
import type { PowerDriver } from '../station/power/power-driver.ts'
import { createChip } from './power-chip.ts'
import {
  type ControlBoardOptions,
  createControlBoard,
  type SimulatedControlBoard,
} from './power-control-board.ts'

// The station's driver for ClusterCTRL boards against what their firmware does.

const triple: ControlBoardOptions = {
  nodes: 3,
  type: 1,
  order: 20,
  paths: [[4], [1], [2], [3]],
  slowness: 0,
}

type Plugged = Readonly<Record<string, SimulatedControlBoard>>

function driverOf(plugged: Plugged, nodesBefore = 0): PowerDriver & { later(): void } {
  const paths = Object.keys(plugged)
  let now = 0
  const driver = createClusterControl({
    boards: async () => paths.map((usbPath, bus) => ({ usbPath, bus })),
    deviceOf: (bus) => plugged[paths[bus] ?? '']?.chip ?? missing,
    nodesBefore: async () => nodesBefore,
    pause: async () => undefined,
    clock: () => now,
  })
  return {
    ...driver,
    later: () => {
      now += 60_000
    },
  }
}

const missing = async () =>
  ({ kind: 'failed', reason: 'no-answer', detail: 'Error: Read failed' }) as const

test('the nodes of a board are listed with their USB ports and switched', async () => {
  const board = createControlBoard(triple)
  const driver = driverOf({ '1-1.4': board })
  expect((await driver.list()).ports).toEqual([
    { id: 'ctrl-1-1.4-p1', name: 'ClusterCTRL p1', usbPath: '1-1.1', state: 'off' },
    { id: 'ctrl-1-1.4-p2', name: 'ClusterCTRL p2', usbPath: '1-1.2', state: 'off' },
    { id: 'ctrl-1-1.4-p3', name: 'ClusterCTRL p3', usbPath: '1-1.3', state: 'off' },
  ])
  expect(await driver.set('ctrl-1-1.4-p2', 'on')).toBeNull()
  expect([1, 2, 3].map(board.isOn)).toEqual([false, true, false])
  expect((await driver.list()).ports.map(({ state }) => state)).toEqual(['off', 'on', 'off'])
  expect(await driver.set('ctrl-1-1.4-p2', 'off')).toBeNull()
  expect(board.isOn(2)).toBe(false)
})

test('a command that takes the board a while is waited for', async () => {
  const board = createControlBoard({ ...triple, slowness: 5 })
  const driver = driverOf({ '1-1.4': board })
  expect((await driver.list()).ports).toHaveLength(3)
  expect(await driver.set('ctrl-1-1.4-p1', 'on')).toBeNull()
  expect(board.isOn(1)).toBe(true)
})

test('a board that never ends a command is told', async () => {
  const driver = driverOf({ '1-1.4': createControlBoard({ ...triple, slowness: 1_000 }) })
  expect(await driver.set('ctrl-1-1.4-p1', 'on')).toMatchObject({ code: 'power-command-failed' })
})

test('a node that the board does not have is not claimed to be on', async () => {
  const driver = driverOf({ '1-1.4': createControlBoard(triple) })
  expect(await driver.set('ctrl-1-1.4-p9', 'on')).toMatchObject({ code: 'power-not-switched' })
})

test('a board that does not know the question has ports whose state is not known', async () => {
  const board = createControlBoard({ ...triple, paths: null })
  const driver = createClusterControl({
    boards: async () => [{ usbPath: '1-1.4', bus: 1 }],
    // The command 0x0f arrives as one that no firmware has.
    deviceOf: () => (steps) =>
      board.chip(
        steps.map((step) =>
          step.kind === 'write' && step.value === 0x0f ? { ...step, value: 0x70 } : step,
        ),
      ),
    nodesBefore: async () => 0,
    pause: async () => undefined,
    clock: () => 0,
  })
  expect((await driver.list()).ports.map(({ state }) => state)).toEqual([
    'unknown',
    'unknown',
    'unknown',
  ])
  expect(await driver.set('ctrl-1-1.4-p1', 'on')).toMatchObject({ code: 'power-not-switched' })
})

test('nodes are counted through: a HAT first, then the boards in their order', async () => {
  const plugged = {
    '1-1.4': createControlBoard(triple),
    '1-2.1': createControlBoard({ nodes: 2, type: 2, order: 10, paths: null, slowness: 0 }),
  }
  const { ports, notices } = await driverOf(plugged, 4).list()
  expect(ports.map(({ id, name }) => `${id} ${name}`)).toEqual([
    'ctrl-1-2.1-p1 ClusterCTRL p5',
    'ctrl-1-2.1-p2 ClusterCTRL p6',
    'ctrl-1-1.4-p1 ClusterCTRL p7',
    'ctrl-1-1.4-p2 ClusterCTRL p8',
    'ctrl-1-1.4-p3 ClusterCTRL p9',
  ])
  expect(ports[0]?.usbPath).toBeNull()
  expect(notices).toEqual([])
})

test('boards with the same order are told, and named by where they hang', async () => {
  const plugged = { '1-1.4': createControlBoard(triple), '1-2.4': createControlBoard(triple) }
  const { ports, notices } = await driverOf(plugged).list()
  expect(ports[3]?.name).toBe('ClusterCTRL 1-2.4 node 1')
  expect(notices).toMatchObject([{ code: 'power-same-order' }])
})

test.each([{ version: 9 }, { version: 0xff }, { nodes: 0 }, { nodes: 200 }, { type: 0xff }])(
  'a board whose registers say %o is left alone',
  async (change) => {
    const { ports, notices } = await driverOf({
      '1-1.4': createControlBoard({ ...triple, ...change }),
    }).list()
    expect(ports).toEqual([])
    expect(notices).toMatchObject([{ code: 'power-unknown-registers' }])
  },
)

test('one board that does not answer does not hide another', async () => {
  const driver = createClusterControl({
    boards: async () => [
      { usbPath: '1-1', bus: null },
      { usbPath: '1-2', bus: 2 },
      { usbPath: '1-3.4', bus: 3 },
    ],
    deviceOf: (bus) => (bus === 3 ? createControlBoard(triple).chip : missing),
    nodesBefore: async () => 0,
    pause: async () => undefined,
    clock: () => 0,
  })
  const { ports, notices } = await driver.list()
  expect(ports.map(({ usbPath }) => usbPath)).toEqual(['1-3.1', '1-3.2', '1-3.3'])
  expect(notices.map(({ code }) => code)).toEqual(['power-no-driver', 'power-no-answer'])
})

test('what another program switched is seen after a while, not at once', async () => {
  const board = createControlBoard(triple)
  const driver = driverOf({ '1-1.4': board })
  await driver.list()
  await board.chip([
    { kind: 'write', register: 0x0c, value: 1 },
    { kind: 'write', register: 0x0d, value: 0x03 },
    { kind: 'read', register: 0x0d },
  ])
  expect((await driver.list()).ports[0]?.state).toBe('off')
  driver.later()
  expect((await driver.list()).ports[0]?.state).toBe('on')
})

test.each([
  [
    '1-11.4',
    [
      [1, 4],
      [1, 1],
    ],
  ],
  ['1-2', [[3], [1]]],
])(
  'a board on %s that says it is somewhere else has nodes without USB ports',
  async (usbPath, paths) => {
    const board = createControlBoard({ ...triple, nodes: 1, paths })
    const { ports } = await driverOf({ [usbPath]: board }).list()
    expect(ports.map((port) => port.usbPath)).toEqual([null])
  },
)

test('whatever a chip answers, no driver throws, and most of it is refused', async () => {
  let state = 1
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state >>> 24
  }
  // Many read the same again, so that drivers get further than the first check.
  const chips = Array.from({ length: 2_000 }, () => {
    const bytes = Array.from({ length: 16 }, () => (random() < 128 ? random() % 4 : random()))
    return createChip({
      read: (register) => (random() < 8 ? random() : (bytes[register] ?? 0xff)),
      write: () => random() > 4,
    })
  })
  let left = 0
  for (const device of chips) {
    const control = createClusterControl({
      boards: async () => [{ usbPath: '1-1', bus: 1 }],
      deviceOf: () => device,
      nodesBefore: async () => 0,
      pause: async () => undefined,
      clock: () => 0,
    })
    const hat = createClusterHat({
      device,
      version: { major: 2, minor: 4 },
      hubPath: async () => null,
    })
    for (const [driver, id] of [
      [control, 'ctrl-1-1-p1'],
      [hat, 'hat-p1'],
    ] as const) {
      const { ports, notices } = await driver.list()
      const refused = await driver.set(id, 'on')
      const codes = [...notices, ...(refused === null ? [] : [refused])].map(({ code }) => code)
      expect(codes.filter((code) => !code.startsWith('power-'))).toEqual([])
      expect(ports.length).toBeLessThanOrEqual(32)
      if (refused !== null) left += 1
    }
  }
  expect(left).toBeGreaterThan(2_000)
})
