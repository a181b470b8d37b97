import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { UsbBoard, UsbStage } from '../contract/usb-board.ts'
import type { RpibootChip } from '../station/protocols/rpiboot/chip.ts'
import { openTargetFiles } from '../station/usbboot/boot-files.ts'
import type { UsbFailureCode } from '../station/usbboot/failure-words.ts'
import {
  type AutomaticTarget,
  createUsbBoards,
  type UsbBoards,
} from '../station/usbboot/usb-boards.ts'
import { SimulatedUsbBoard, type SimulatedUsbBoardOptions } from './usb-board.ts'
import { SimulatedUsbBus } from './usb-bus.ts'
import type { UsbFaults } from './usb-faults.ts'

let folder: string
let bus: SimulatedUsbBus
let boards: UsbBoards
let automatic: AutomaticTarget
let changed: () => void

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bootbench-usb-'))
  await mkdir(join(folder, 'agent'))
  for (const name of ['bootcode.bin', 'bootcode4.bin', 'bootcode5.bin'])
    writeFileSync(join(folder, 'agent', name), Buffer.alloc(100_000, name))
  writeFileSync(join(folder, 'agent', 'config.txt'), 'boot_ramdisk=1\n')
  writeFileSync(join(folder, 'agent', 'boot.img'), Buffer.alloc(3_000_001, 'boot'))
  writeFileSync(join(folder, 'agent', 'start.elf'), Buffer.alloc(70_000, 'start'))
  automatic = null
  changed = () => undefined
  bus = new SimulatedUsbBus()
  boards = createUsbBoards({
    bus,
    filesFor: (target) => openTargetFiles(join(folder, target), target),
    automatic: {
      read: () => automatic,
      write: (target) => {
        automatic = target
      },
    },
    clock: () => 0,
    log: () => undefined,
    onChanged: () => changed(),
    onUnavailable: (detail) => expect.unreachable(detail),
    timing: { checkPause: 1, returnLimit: 500, silence: { timeout: 5, times: 3 } },
  })
})

afterEach(async () => {
  await boards.stop()
  rmSync(folder, { recursive: true, force: true })
})

const path = '1-1.2'

function plug(options: Partial<SimulatedUsbBoardOptions> = {}): SimulatedUsbBoard {
  const board = new SimulatedUsbBoard({ path, chip: 'bcm2711', ...options })
  bus.plug(board)
  return board
}

function stageOf(port = path): UsbStage['kind'] | undefined {
  return boards.list().find((board) => board.path === port)?.stage.kind
}

/** The board once it has come to an end. */
async function ended(port = path): Promise<UsbBoard> {
  await vi.waitUntil(() => ['booted', 'failed'].includes(stageOf(port) ?? ''), {
    interval: 1,
    timeout: 15_000,
  })
  const board = boards.list().find((candidate) => candidate.path === port)
  if (!board) throw new Error('the board is gone')
  return board
}

async function bootsAs(faults: UsbFaults, chip: RpibootChip = 'bcm2711') {
  const board = plug({ chip, faults })
  await boards.boot(path, 'agent')
  const { stage } = await ended()
  return { board, stage }
}

test.each(['bcm2835', 'bcm2837', 'bcm2711', 'bcm2712'] as const)(
  'a %s boots from what was imported, byte for byte',
  async (chip) => {
    const board = plug({ chip })
    expect(stageOf()).toBe('waiting')
    await boards.boot(path, 'agent')
    expect((await ended()).stage.kind).toBe('booted')
    const bootCode = { bcm2711: 'bootcode4.bin', bcm2712: 'bootcode5.bin' }[chip as 'bcm2711']
    const sent = Buffer.alloc(100_000, bootCode ?? 'bootcode.bin')
    expect(board.received.get('boot code')?.equals(sent)).toBe(true)
    const isNew = chip === 'bcm2711' || chip === 'bcm2712'
    const [name, whole] = isNew
      ? (['boot.img', Buffer.alloc(3_000_001, 'boot')] as const)
      : (['start.elf', Buffer.alloc(70_000, 'start')] as const)
    expect(board.received.get(name)?.equals(whole)).toBe(true)
    expect(board.stage).toBe('booted')
  },
)

test.each([
  ['boot code that was never sent', { serialIndex: 1 }],
  ['a string that no program has', { serialIndex: 255 }],
  ['no interface at all', { interfaceCount: 0 }],
  ['255 interfaces', { interfaceCount: 255 }],
  ['a boot ROM for ever', { serialIndex: 0 }],
])('a device whose descriptors claim %s ends with a reason', async (_claim, describes) => {
  const { stage } = await bootsAs({ describes })
  expect(stage).toMatchObject({ kind: 'failed', message: expect.stringMatching(/\. /) })
})

test('its stages are told in their order', async () => {
  const stages: string[] = []
  changed = () => {
    const stage = stageOf()
    if (stage !== undefined && stages.at(-1) !== stage) stages.push(stage)
  }
  plug()
  await boards.boot(path, 'agent')
  await ended()
  expect(stages).toEqual([
    'waiting',
    'sending-bootcode',
    're-enumerating',
    'serving-files',
    'booted',
  ])
})

test('serial number, addresses and revision are known before any system runs', async () => {
  plug({
    metadata: [
      ['USER_SERIAL_NUM', '1a2b3c4d'],
      ['MAC_ADDR', 'd8:3a:dd:01:02:03'],
      ['USER_BOARDREV', 'b03141'],
      ['JTAG_LOCKED', '0'],
    ],
  })
  await boards.boot(path, 'agent')
  expect(await ended()).toMatchObject({
    serial: '1a2b3c4d',
    macs: ['d8:3a:dd:01:02:03'],
    revision: 'b03141',
    target: 'agent',
    log: expect.arrayContaining(['It tells JTAG_LOCKED: 0', 'boot.img: sent']),
  })
})

/** Where a board with these faults stops. */
function duringOf(code: UsbFailureCode, faults: UsbFaults): string {
  const at = faults.stallsAt ?? faults.takesHalfOf ?? faults.hangsAt ?? faults.unpluggedAt
  if (at === 'header' || at === 'boot-code' || code === 'usb-bootcode-refused')
    return 'sending-bootcode'
  const isAway = code === 'usb-never-returned' || code === 'usb-bootcode-not-run'
  return isAway ? 're-enumerating' : 'serving-files'
}

const failures: [string, UsbFaults, UsbFailureCode][] = [
  ['refuses the header', { stallsAt: 'header' }, 'usb-stalled'],
  ['refuses the boot code', { stallsAt: 'boot-code' }, 'usb-stalled'],
  ['refuses a file', { stallsAt: 'file' }, 'usb-stalled'],
  ['takes half of the boot code', { takesHalfOf: 'boot-code' }, 'usb-short-transfer'],
  ['takes half of a file', { takesHalfOf: 'file' }, 'usb-short-transfer'],
  ['never takes the boot code', { hangsAt: 'boot-code' }, 'usb-timeout'],
  ['never takes a file', { hangsAt: 'file' }, 'usb-timeout'],
  ['is unplugged during the header', { unpluggedAt: 'header' }, 'usb-left'],
  ['is unplugged during the boot code', { unpluggedAt: 'boot-code' }, 'usb-left'],
  ['is unplugged during a file', { unpluggedAt: 'file' }, 'usb-left'],
  ['does not accept the boot code', { bootCodeStatus: 1 }, 'usb-bootcode-refused'],
  ['never comes back', { neverReturns: true }, 'usb-never-returned'],
  ['comes back as a boot ROM', { returnsAsRom: true }, 'usb-bootcode-not-run'],
  ['asks for nothing', { isSilent: true }, 'usb-silent'],
  ['asks for ever', { isEndless: true }, 'usb-endless'],
  ['leaves without a word', { leavesEarly: true }, 'usb-left-early'],
  ['asks for files that are not there', { asksFor: ['start9.elf'] }, 'usb-files-missing'],
  ['asks for names out of the folder', { asksFor: ['../agent/boot.img'] }, 'usb-files-missing'],
  ['sends garbage', { messages: [new Uint8Array(260).fill(0xff)] }, 'usb-garbled'],
  ['sends a short message', { messages: [new Uint8Array(7)] }, 'usb-garbled'],
]

test.each(failures)('a board that %s fails with its reason', async (_, faults, code) => {
  const { stage } = await bootsAs(faults)
  expect(stage).toMatchObject({ kind: 'failed', code, during: duringOf(code, faults) })
  expect(stage.kind === 'failed' && stage.message).toMatch(/^[A-Z].{60,}\.$/)
})

test('a board that is seen before udev has given its rights is opened a moment later', async () => {
  expect((await bootsAs({ opensAfter: 2 })).stage.kind).toBe('booted')
  plug({ faults: { opensAfter: 1_000 } })
  await boards.boot(path, 'agent')
  expect((await ended()).stage).toMatchObject({ kind: 'failed', code: 'usb-not-permitted' })
})

test('a file of 2 GiB is refused', async () => {
  truncateSync(join(folder, 'agent', 'boot.img'), 2 ** 31)
  const { stage } = await bootsAs({})
  expect(stage).toMatchObject({ kind: 'failed', code: 'usb-file-too-large' })
})

test('names out of the folder are answered with nothing, and the boot goes on', async () => {
  const { board, stage } = await bootsAs({
    asksFor: ['../../etc/passwd', '/etc/passwd', 'a\\b', 'config.txt'],
  })
  expect(stage.kind).toBe('booted')
  expect([...board.received.keys()]).toEqual(['boot code', 'config.txt'])
  expect(boards.list()[0]?.log).toContain('../../etc/passwd: refused')
})

test('a board whose boot code was not imported is told what is missing', async () => {
  rmSync(join(folder, 'agent', 'bootcode5.bin'))
  const { stage } = await bootsAs({}, 'bcm2712')
  expect(stage).toMatchObject({ kind: 'failed', code: 'usb-bootcode-missing' })
  expect(stage.kind === 'failed' && stage.message).toContain('bootcode5.bin')
})

test('a board that failed boots once it was plugged in again', async () => {
  await bootsAs({ unpluggedAt: 'file' })
  plug()
  expect(stageOf()).toBe('waiting')
  await boards.boot(path, 'agent')
  expect((await ended()).stage.kind).toBe('booted')
})

test('a board that waits is forgotten when it is unplugged; one that failed stays until it is dismissed', async () => {
  plug()
  expect(boards.dismiss(path)).toBe(false)
  bus.unplug(path)
  expect(boards.list()).toEqual([])
  await bootsAs({ unpluggedAt: 'file' })
  expect(boards.list()).toHaveLength(1)
  expect(boards.dismiss(path)).toBe(true)
  expect(boards.list()).toEqual([])
})

test('many boards boot at once, each on its own port', async () => {
  const many = Array.from({ length: 40 }, (_, index) => {
    const chip = (['bcm2711', 'bcm2712', 'bcm2837'] as const)[index % 3] ?? 'bcm2711'
    return plug({ path: `1-1.${index + 1}`, chip, files: ['config.txt', 'start.elf'] })
  })
  await Promise.all(many.map((board) => boards.boot(board.path, 'agent')))
  for (const board of many) expect((await ended(board.path)).stage.kind).toBe('booted')
})

test('boards boot by themselves when a person said so: those that wait and those that come', async () => {
  plug({ path: '1-1' })
  await boards.setAutomatic('agent')
  plug({ path: '1-2' })
  expect((await ended('1-1')).stage.kind).toBe('booted')
  expect((await ended('1-2')).stage.kind).toBe('booted')
  await boards.setAutomatic(null)
  plug({ path: '1-3' })
  expect(stageOf('1-3')).toBe('waiting')
})

test('a board is not booted twice at once, and not without files', async () => {
  plug({ pace: { returning: 20, file: 0 } })
  expect(await boards.boot(path, 'mass-storage')).toMatchObject({ code: 'usb-files-not-imported' })
  expect(await boards.boot(path, 'recovery')).toMatchObject({ code: 'usb-no-recovery' })
  await boards.boot(path, 'agent')
  expect(await boards.boot(path, 'agent')).toMatchObject({ code: 'usb-boots-already' })
  expect(await boards.boot('9-9', 'agent')).toBeUndefined()
  await ended()
})

test('other USB devices are neither shown nor opened', async () => {
  await boards.setAutomatic('agent')
  bus.plugForeign('1-4', 0x0a5c, 0x0001)
  bus.plugForeign('1-5', 0x0781, 0x5581)
  expect(boards.list()).toEqual([])
})

test('the station ends in the middle of a boot without waiting for the board', async () => {
  plug({ faults: { neverReturns: true } })
  await boards.boot(path, 'agent')
  await boards.stop()
})
