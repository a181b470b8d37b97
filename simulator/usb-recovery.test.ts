import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { UsbBoard } from '../contract/usb-board.ts'
import type { EepromPlan } from '../contract/usb-eeprom.ts'
import {
  type EepromChip,
  makeEepromImage,
  readEepromImage,
} from '../station/protocols/rpiboot/eeprom-image.ts'
import { importRecoveryFiles } from '../station/usbboot/import-recovery-files.ts'
import { createKeptEeproms } from '../station/usbboot/kept-eeproms.ts'
import { createUsbBoards, type UsbBoards } from '../station/usbboot/usb-boards.ts'
import {
  createUsbEeproms,
  type KnownBootloader,
  type UsbEeproms,
} from '../station/usbboot/usb-eeproms.ts'
import { SimulatedUsbBoard, type SimulatedUsbBoardOptions } from './usb-board.ts'
import { SimulatedUsbBus } from './usb-bus.ts'
import type { RecoveryFault } from './usb-faults.ts'

let folder: string
let bus: SimulatedUsbBus
let boards: UsbBoards
let eeproms: UsbEeproms
let known: KnownBootloader | null
let ended: { serial: string | null; outcome: string }[]
let now: number

const path = '1-1.2'
const serial = '5eb0a7d1'
const day = (text: string): number => Date.parse(text)

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bootbench-eeprom-'))
  known = null
  ended = []
  now = day('2026-11-26T10:00:00Z')
  bus = new SimulatedUsbBus()
  boards = createUsbBoards({
    bus,
    filesFor: async () => expect.unreachable('other boot files were asked for'),
    automatic: { read: () => null, write: () => undefined },
    clock: () => now,
    log: () => undefined,
    onChanged: () => undefined,
    onUnavailable: (detail) => expect.unreachable(detail),
    timing: { checkPause: 1, returnLimit: 500, silence: { timeout: 5, times: 3 } },
  })
  eeproms = createUsbEeproms({
    boards,
    folder: join(folder, 'recovery'),
    kept: createKeptEeproms(folder),
    knownBootloader: () => known,
    clock: () => now,
    onEnded: (board, run) => ended.push({ serial: board.serial, outcome: run.outcome }),
    log: (message) => expect.unreachable(message),
  })
  await importFor('bcm2711')
})

afterEach(async () => {
  await boards.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** What a person has: a folder like usbboot's `recovery` or `recovery5`. */
async function importFor(
  chip: EepromChip,
  texts = ['BUILD_TIMESTAMP=1779045198', 'MFG_VER: 1'],
): Promise<void> {
  const from = join(folder, 'from')
  rmSync(from, { recursive: true, force: true })
  mkdirSync(from)
  const config = '[all]\nBOOT_UART=0\nBOOT_ORDER=0xf2541\n'
  writeFileSync(join(from, 'pieeprom.original.bin'), makeEepromImage({ chip, config, texts }))
  const program = chip === 'bcm2711' ? 'bootcode4.bin' : 'bootcode5.bin'
  writeFileSync(join(from, program), 'RPi: RECOVERY release'.padEnd(60_000, '.'))
  writeFileSync(join(from, 'config.txt'), '#recovery_reboot=1\n')
  expect((await importRecoveryFiles(from, join(folder, 'recovery'), null)).chip).toBe(chip)
}

function plug(options: Partial<SimulatedUsbBoardOptions> = {}): SimulatedUsbBoard {
  const board = new SimulatedUsbBoard({
    path,
    chip: 'bcm2711',
    metadata: [
      ['USER_SERIAL_NUM', serial],
      ['MAC_ADDR', 'd8:3a:dd:5e:b0:a7'],
      ['USER_BOARDREV', 'b03141'],
    ],
    ...options,
  })
  bus.plug(board)
  return board
}

function current(): UsbBoard {
  const board = boards.list().find((candidate) => candidate.path === path)
  if (!board) throw new Error('the board is gone')
  return board
}

async function until(isSo: (board: UsbBoard) => boolean): Promise<UsbBoard> {
  await vi.waitUntil(() => boards.list().some((board) => board.path === path && isSo(board)), {
    interval: 1,
    timeout: 15_000,
  })
  return current()
}

const hasEnded = ({ stage }: UsbBoard): boolean => ['booted', 'failed'].includes(stage.kind)

/** Asks the board, which starts anew then and waits again. */
async function asked(): Promise<UsbBoard> {
  const answer = await eeproms.askIdentity(path)
  expect(answer).toMatchObject({ kind: 'begun' })
  return until(({ stage, eeprom }) => stage.kind === 'waiting' && eeprom?.outcome === 'asked')
}

async function planOf(bootOrder: string | null, config: string | null = null): Promise<EepromPlan> {
  const answer = await eeproms.plan(path, { config, bootOrder })
  if (answer?.kind !== 'planned') throw new Error(JSON.stringify(answer))
  return answer.plan
}

async function written(plan: EepromPlan): Promise<UsbBoard> {
  const { config, typed } = plan
  const confirmation = plan.confirmation ?? ''
  expect(await eeproms.write(path, { config, confirmation, typed })).toMatchObject({
    kind: 'begun',
  })
  return until(hasEnded)
}

function codes(findings: readonly { code: string }[]): string[] {
  return findings.map(({ code }) => code)
}

test.each(['bcm2711', 'bcm2712'] as const)(
  'a %s is asked, planned, written and confirms it by the hash of what it has now',
  async (chip) => {
    await importFor(chip)
    const board = plug({ chip })
    await asked()
    expect(board.eeprom).toBeNull()
    expect(current().eeprom?.properties).toHaveLength(3)
    expect(current()).toMatchObject({ serial, revision: 'b03141', stage: { kind: 'waiting' } })
    const plan = await planOf('0xf21')
    expect(plan).toMatchObject({ chip, serial, typed: serial, refusals: [] })
    expect(plan.lines.filter(({ change }) => change !== 'kept')).toEqual([
      { change: 'removed', text: 'BOOT_ORDER=0xf2541' },
      { change: 'added', text: 'BOOT_ORDER=0xf21' },
    ])
    const end = await written(plan)
    expect(end).toMatchObject({
      stage: { kind: 'booted' },
      target: 'recovery',
      eeprom: { outcome: 'confirmed', sha256: plan.sha256 },
    })
    const image = readEepromImage(board.eeprom ?? Buffer.alloc(0))
    expect(image).toMatchObject({ kind: 'image', chip, config: plan.config })
    expect(ended).toEqual([{ serial, outcome: 'confirmed' }])
  },
)

test('the old configuration is kept, and the next plan begins with what was written', async () => {
  known = {
    config: 'BOOT_UART=1\nBOOT_ORDER=0xf41\n',
    builtAt: day('2024-01-01'),
    minimumVersion: null,
    at: now - 1_000,
  }
  plug()
  await asked()
  const plan = await planOf('0xf21')
  expect(plan.present).toMatchObject({ source: 'agent', config: known.config })
  expect(plan.config).toBe('BOOT_UART=1\nBOOT_ORDER=0xf21\n')
  const { eeprom } = await written(plan)
  const place = join(folder, eeprom?.keptIn ?? '')
  expect(place).toContain(join('usb-boot', 'kept', serial))
  expect(readdirSync(place).sort()).toEqual([
    'bootconf-before.txt',
    'bootconf.txt',
    'pieeprom.bin',
    'plan.json',
    'result.json',
  ])
  expect(readFileSync(join(place, 'bootconf-before.txt'), 'utf8')).toBe(known.config)
  now += 90_000
  plug()
  await asked()
  expect((await planOf(null)).present).toMatchObject({ source: 'written', config: plan.config })
})

const bad: [RecoveryFault, string, string | null][] = [
  ['update-failed', 'failed', 'usb-eeprom-failed'],
  ['hash-mismatch', 'mismatch', 'usb-eeprom-mismatch'],
  ['asks-for-nothing', 'not-sent', 'usb-eeprom-not-sent'],
  ['tells-nothing', 'unconfirmed', null],
  ['leaves-while-writing', 'unconfirmed', 'usb-left-early'],
]

test.each(bad)('a board that %s is never called done', async (recovery, outcome, code) => {
  plug({ faults: { recovery } })
  const { stage, eeprom } = await written(await planOf('0xf21'))
  expect(eeprom?.outcome).toBe(outcome)
  expect(stage).toMatchObject(code === null ? { kind: 'booted' } : { kind: 'failed', code })
  if (stage.kind === 'failed') expect(stage.message).toMatch(/^[A-Z].{60,}\.$/)
  expect(ended[0]?.outcome).toBe(outcome)
})

test('another board in the port is told, by its serial number', async () => {
  plug({ pace: { returning: 40, file: 0 } })
  await eeproms.askIdentity(path)
  await until(({ stage, isPluggedIn }) => stage.kind === 'booted' && !isPluggedIn)
  // Quicker than the first one comes back: the station takes it for the same.
  plug({ metadata: [['USER_SERIAL_NUM', 'ffffffff']] })
  const plan = await planOf('0xf21')
  expect(plan.serial).toBe(serial)
  expect(codes(plan.warnings)).toContain('eeprom-board-returned')
  const { stage } = await written(plan)
  expect(stage).toMatchObject({ kind: 'failed', code: 'usb-eeprom-other-board' })
})

test('a plan does not outlive the plugging that it was made for', async () => {
  plug()
  const { config, typed, confirmation } = await planOf('0xf21')
  plug()
  const order = { config, typed, confirmation: confirmation ?? '' }
  expect(await eeproms.write(path, order)).toMatchObject({ code: 'usb-eeprom-changed' })
})

test('who comes to a port a minute later is a stranger', async () => {
  const board = plug()
  await eeproms.askIdentity(path)
  await until(({ serial: told }) => told === serial)
  await vi.waitUntil(() => board.stage === 'rom', { interval: 1, timeout: 10_000 })
  bus.unplug(path)
  now += 61_000
  plug()
  expect(current().serial).toBeNull()
  expect(codes((await planOf(null)).warnings)).toContain('eeprom-board-unknown')
})

test('nothing is written but what was shown, confirmed and typed', async () => {
  const board = plug()
  const plan = await planOf('0xf21')
  const { config, typed, confirmation } = plan
  const order = { config, typed, confirmation: confirmation ?? '' }
  expect(typed).toBe(path)
  for (const [change, code] of [
    [{ config: `${config}BOOT_UART=1\n` }, 'usb-eeprom-changed'],
    [{ confirmation: 'x' }, 'usb-eeprom-changed'],
    [{ typed: 'yes' }, 'usb-eeprom-not-typed'],
    [{ config: 'BOOT_ORDER=0x1\n' }, 'eeprom-order-endless'],
  ] as const) {
    expect(await eeproms.write(path, { ...order, ...change })).toMatchObject({ code })
  }
  expect(await boards.boot(path, 'recovery')).toMatchObject({ code: 'usb-no-recovery' })
  expect(board.eeprom).toBeNull()
  expect(board.received.size).toBe(0)
})

test('an image that is too old for the board is refused', async () => {
  plug()
  await asked()
  known = { config: null, builtAt: day('2026-06-01'), minimumVersion: 2, at: now }
  const plan = await planOf('0xf21')
  expect(plan.confirmation).toBeNull()
  expect(codes(plan.refusals)).toEqual(['eeprom-older-than-board'])
  known = { ...known, minimumVersion: null }
  expect(codes((await planOf('0xf21')).refusals)).toEqual(['eeprom-older-than-present'])
  known = { ...known, minimumVersion: 1 }
  const older = await planOf('0xf21')
  expect(older.refusals).toEqual([])
  expect(codes(older.warnings)).toContain('eeprom-downgrade')
})

test('a Compute Module 5 is not given an image from before it', async () => {
  await importFor('bcm2712', [`BUILD_TIMESTAMP=${day('2024-09-10') / 1000}`])
  plug({
    chip: 'bcm2712',
    metadata: [
      ['USER_SERIAL_NUM', serial],
      ['USER_BOARDREV', 'c04180'],
    ],
  })
  await asked()
  expect(codes((await planOf('0xf21')).refusals)).toEqual(['eeprom-older-than-board'])
  await importFor('bcm2712', ['no date'])
  expect(codes((await planOf('0xf21')).refusals)).toEqual(['eeprom-image-undated'])
})

test('boards without an EEPROM, and those whose files were not imported, are refused with the next step', async () => {
  plug({ chip: 'bcm2837' })
  expect(await eeproms.askIdentity(path)).toMatchObject({ code: 'usb-no-eeprom' })
  plug({ chip: 'bcm2712' })
  const answer = await eeproms.plan(path, { config: null, bootOrder: null })
  expect(answer).toMatchObject({ code: 'usb-recovery-not-imported' })
  expect(await eeproms.plan('9-9', { config: null, bootOrder: null })).toBeUndefined()
})

test('a board whose program tells no serial number is known by its address', async () => {
  const mac = 'd8:3a:dd:5e:b0:a7'
  plug({ metadata: [['MAC_ADDR', mac]] })
  await asked()
  const plan = await planOf('0xf21')
  expect(plan).toMatchObject({ serial: null, typed: mac })
  expect(codes(plan.warnings)).not.toContain('eeprom-board-unknown')
  expect((await written(plan)).eeprom).toMatchObject({
    outcome: 'confirmed',
    keptIn: expect.stringContaining('d8-3a-dd-5e-b0-a7'),
  })
})

test.each([
  [{ stallsAt: 'boot-code' } as const, 'usb-stalled'],
  [{ unpluggedAt: 'file' } as const, 'usb-left'],
])(
  'a boot that fails before the image was taken says why, and that nothing was written',
  async (faults, code) => {
    plug({ faults })
    const { stage, eeprom } = await written(await planOf('0xf21'))
    expect(stage).toMatchObject({ kind: 'failed', code })
    expect(eeprom?.outcome).toBe('not-sent')
  },
)
