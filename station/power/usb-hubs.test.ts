import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CommandResult, RunCommand } from '../platform/run-command.ts'
import { createUsbHubs } from './usb-hubs.ts'

// A copy of what Linux shows of a hub with two halves, and recordings of the program uhubctl.

let folder = ''
let now = 0
let asked: string[][] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootbench-hubs-'))
  now = 0
  asked = []
  for (const [name, number] of [
    ['1-1', '5'],
    ['2-1', '6'],
  ] as const) {
    put(name, {
      idVendor: '0bda',
      idProduct: '5411',
      bDeviceClass: '09',
      devnum: number,
    })
    for (const port of [1, 2]) put(`${name}:1.0/${name}-port${port}`, { disable: '0' })
  }
  put('1-1.2', { idVendor: '3171', idProduct: '0021', bDeviceClass: '00', devnum: '9' })
  for (const port of [1, 2]) {
    symlinkSync(
      join(folder, `1-1:1.0/1-1-port${port}`),
      join(folder, `2-1:1.0/2-1-port${port}/peer`),
    )
    symlinkSync(
      join(folder, `2-1:1.0/2-1-port${port}`),
      join(folder, `1-1:1.0/1-1-port${port}/peer`),
    )
  }
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function put(place: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(join(folder, place), { recursive: true })
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, place, name), `${text}\n`)
  }
}

function textOf(place: string): string {
  return readFileSync(join(folder, place, 'disable'), 'utf8').trim()
}

const listing = `Current status for hub 1-1 [0bda:5411, USB 2.10, 2 ports, ppps]
  Port 1: 0100 power
  Port 2: 0503 power highspeed enable connect
Current status for hub 2-1 [0bda:0411, USB 3.20, 2 ports, ppps]
  Port 1: 02a0 power 5gbps Rx.Detect
  Port 2: 02a0 power 5gbps Rx.Detect
`

function exited(stdout: string, stderr = '', code = 0): CommandResult {
  return { kind: 'exited', code, stdout, stderr }
}

function driverWith(answer: (args: readonly string[]) => CommandResult) {
  const run: RunCommand = async (program, args) => {
    if (program !== '/usr/sbin/uhubctl') return { kind: 'not-installed' }
    asked.push([...args])
    return answer(args)
  }
  return createUsbHubs({ run, folder, clock: () => now })
}

test('each socket is one port, although the kernel has two hubs for it', async () => {
  const { ports } = await driverWith(() => exited(listing)).list()
  expect(ports).toEqual([
    { id: 'hub-1-1-port1', name: 'Hub 1-1 port 1', usbPath: '1-1.1', state: 'on' },
    { id: 'hub-1-1-port2', name: 'Hub 1-1 port 2', usbPath: '1-1.2', state: 'on' },
  ])
})

test('hubs are asked when one comes or goes, and nothing is sent over USB between', async () => {
  const driver = driverWith(() => exited(listing))
  await driver.list()
  put('1-1:1.0/1-1-port2', { disable: '1' })
  now += 600_000
  expect((await driver.list()).ports.map(({ state }) => state)).toEqual(['on', 'off'])
  expect(asked).toEqual([['-N']])
  put('1-1', { devnum: '12' })
  await driver.list()
  expect(asked).toHaveLength(2)
})

test('a port is switched by the kernel, in both halves of its socket', async () => {
  const driver = driverWith(() => exited(listing))
  await driver.list()
  expect(await driver.set('hub-1-1-port2', 'off')).toBeNull()
  expect([textOf('1-1:1.0/1-1-port2'), textOf('2-1:1.0/2-1-port2')]).toEqual(['1', '1'])
  expect((await driver.list()).ports.map(({ state }) => state)).toEqual(['on', 'off'])
  expect(await driver.set('hub-1-1-port2', 'on')).toBeNull()
  expect([textOf('1-1:1.0/1-1-port2'), textOf('2-1:1.0/2-1-port2')]).toEqual(['0', '0'])
  expect(asked).toEqual([['-N']])
})

test('a root hub has its files elsewhere', async () => {
  put('usb1', { idVendor: '1d6b', idProduct: '0002', bDeviceClass: '09', devnum: '1' })
  put('1-0:1.0/usb1-port3', { disable: '0' })
  const root =
    'Current status for hub 1 [1d6b:0002, USB 2.00, 4 ports, ppps]\n  Port 3: 0100 power\n'
  const driver = driverWith(() => exited(root))
  expect((await driver.list()).ports).toMatchObject([{ id: 'hub-1-port3', usbPath: '1-3' }])
  expect(await driver.set('hub-1-port3', 'off')).toBeNull()
  expect(textOf('1-0:1.0/usb1-port3')).toBe('1')
})

test('before Linux 6.0 the program’s own words count', async () => {
  rmSync(join(folder, '1-1:1.0'), { recursive: true })
  const after = `Sent power off request
New status for hub 1-1 [0bda:5411, USB 2.10, 2 ports, ppps]
  Port 1: 0100 power
  Port 2: 0000 off
`
  const driver = driverWith((args) => exited(args.includes('off') ? `${listing}${after}` : listing))
  await driver.list()
  expect(await driver.set('hub-1-1-port2', 'off')).toBeNull()
  expect((await driver.list()).ports.find(({ id }) => id === 'hub-1-1-port2')?.state).toBe('off')
  expect(await driver.set('hub-1-1-port2', 'on')).toBeNull()
})

test('a hub that did not do it is told', async () => {
  rmSync(join(folder, '1-1:1.0'), { recursive: true })
  const driver = driverWith(() => exited(listing))
  await driver.list()
  expect(await driver.set('hub-1-1-port2', 'off')).toMatchObject({ code: 'power-not-switched' })
})

test('without the right to speak with hubs a person is told where to get it', async () => {
  const refused = 'There were permission problems while accessing USB.\n'
  const driver = driverWith(() => exited('No compatible devices detected!\n', refused, 1))
  expect(await driver.list()).toMatchObject({
    ports: [],
    notices: [{ code: 'power-no-hub-rights' }],
  })
})

test('without the program there are no such ports, and it is looked for again', async () => {
  let isThere = false
  const driver = driverWith(() => (isThere ? exited(listing) : { kind: 'not-installed' }))
  expect(await driver.list()).toEqual({ ports: [], notices: [] })
  isThere = true
  expect((await driver.list()).ports).toEqual([])
  now += 61_000
  expect((await driver.list()).ports).toHaveLength(2)
})

test('a computer without USB is not asked at all', async () => {
  const driver = createUsbHubs({
    run: async () => {
      throw new Error('asked')
    },
    folder: join(folder, 'nowhere'),
    clock: () => now,
  })
  expect(await driver.list()).toEqual({ ports: [], notices: [] })
})
