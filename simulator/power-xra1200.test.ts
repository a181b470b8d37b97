import { expect, test } from 'vitest'
import { createClusterHat } from '../station/power/cluster-hat.ts'
import type { PowerDriver } from '../station/power/power-driver.ts'
import { createXra1200, type SimulatedXra1200 } from './power-xra1200.ts'

// The station's driver for ClusterHATs against the chip that is on them.

const everyNode = 0x0f

function hatWith(
  expander: SimulatedXra1200,
  version = { major: 2, minor: 4 },
  hub: string | null = '1-1',
): PowerDriver {
  return createClusterHat({ device: expander.chip, version, hubPath: async () => hub })
}

async function statesOf(driver: PowerDriver): Promise<string[]> {
  return (await driver.list()).ports.map(({ state }) => state)
}

test('a HAT that nobody has set up yet is told as its solder link pulls it, and is not written to', async () => {
  const expander = createXra1200(0xff)
  expect(await statesOf(hatWith(expander))).toEqual(['on', 'on', 'on', 'on'])
  expect(await statesOf(hatWith(createXra1200(0x20)))).toEqual(['off', 'off', 'off', 'off'])
  expect(expander.register('direction')).toBe(0xff)
})

test('the first switching sets the HAT up as the maker’s program does, and changes no other node', async () => {
  const expander = createXra1200(0xff)
  const changes: [number, boolean][] = []
  const watched = createXra1200(0xff, (node, isOn) => changes.push([node, isOn]))
  expect(await hatWith(expander).set('hat-p3', 'off')).toBeNull()
  // LED on, hub on (active low since v2.1), alarm off, EEPROM protected, p1, p2 and p4 on.
  expect(expander.pins()).toBe(0b1001_1011)
  expect(expander.register('direction')).toBe(0)
  await hatWith(watched).set('hat-p3', 'off')
  expect(changes).toEqual([[3, false]])
})

test('v2.0 switches its hub on with a high level, and v3 has no such LED', async () => {
  const first = createXra1200(0x20)
  await hatWith(first, { major: 2, minor: 0 }).set('hat-p1', 'on')
  expect(first.pins()).toBe(0b1011_0001)
  const third = createXra1200(0x20)
  await hatWith(third, { major: 3, minor: 1 }).set('hat-p1', 'on')
  expect(third.pins()).toBe(0b1000_0001)
})

test('each node is switched alone, whatever the other pins hold', async () => {
  const expander = createXra1200(0)
  const driver = hatWith(expander)
  await driver.set('hat-p2', 'on')
  await expander.chip([{ kind: 'write', register: 1, value: expander.register('output') | 0x40 }])
  await driver.set('hat-p4', 'on')
  await driver.set('hat-p2', 'off')
  expect(expander.pins() & everyNode).toBe(0b1000)
  expect(expander.pins() & 0x40).toBe(0x40)
  expect(await statesOf(driver)).toEqual(['off', 'off', 'off', 'on'])
})

test.each([
  [{ major: 2, minor: 4 }, ['1-1.4', '1-1.3', '1-1.2', '1-1.1']],
  [{ major: 2, minor: 6 }, ['1-1.1', '1-1.2', '1-1.3', '1-1.4']],
  [{ major: 3, minor: 0 }, ['1-1.4', '1-1.3', '1-1.2', '1-1.1']],
  [{ major: 3, minor: 1 }, ['1-1.1', '1-1.2', '1-1.3', '1-1.4']],
])('the USB ports of %o are counted as its maker wired them', async (version, paths) => {
  const { ports } = await hatWith(createXra1200(0), version).list()
  expect(ports.map(({ usbPath }) => usbPath)).toEqual(paths)
})

test('without a known hub the ports are there, and their USB ports are not guessed', async () => {
  const { ports } = await hatWith(createXra1200(0), { major: 2, minor: 4 }, null).list()
  expect(ports.map(({ usbPath }) => usbPath)).toEqual([null, null, null, null])
})

test('a chip that some other program uses in another way is left alone', async () => {
  const expander = createXra1200(0)
  await expander.chip([{ kind: 'write', register: 3, value: 0x05 }])
  const driver = hatWith(expander)
  expect(await driver.set('hat-p1', 'on')).toMatchObject({ code: 'power-unknown-registers' })
  expect(await driver.list()).toMatchObject({
    ports: [],
    notices: [{ code: 'power-unknown-registers' }],
  })
  expect(expander.register('output')).toBe(0xff)
})

test('a value that does not stay is told', async () => {
  const expander = createXra1200(0)
  const driver = createClusterHat({
    device: (steps) => expander.chip(steps.filter(({ kind }) => kind === 'read')),
    version: { major: 2, minor: 4 },
    hubPath: async () => null,
  })
  expect(await driver.set('hat-p1', 'on')).toMatchObject({ code: 'power-not-switched' })
})

test('a chip that does not answer is told, with what to do', async () => {
  const driver = createClusterHat({
    device: async () => ({ kind: 'failed', reason: 'no-rights', detail: 'Permission denied' }),
    version: { major: 3, minor: 0 },
    hubPath: async () => null,
  })
  const { notices } = await driver.list()
  expect(notices[0]?.code).toBe('power-no-rights')
  expect(notices[0]?.message).toContain('group i2c')
})
