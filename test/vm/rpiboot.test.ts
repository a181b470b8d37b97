import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SimulatedUsbBoard } from '../../simulator/usb-board.ts'
import { standardAnswer } from '../../simulator/usb-descriptors.ts'
import type { UsbFaults } from '../../simulator/usb-faults.ts'
import { plugBoard } from '../../simulator/usbip-board.ts'
import { type UsbIpDevice, UsbIpServer } from '../../simulator/usbip-server.ts'
import { makeEepromImage, readEepromImage } from '../../station/protocols/rpiboot/eeprom-image.ts'
import { recoveryFolder } from '../../station/usbboot/recovery-files.ts'
import type { RpibootGuestPlan } from './rpiboot-guest-main.ts'
import { type GuestLine, needUsbGuest, UsbGuest } from './usb-guest.ts'

/** For all boots together, on a computer that is busy. */
const limit = 600_000
const bootImage = randomBytes(300_001)
const bootCode = randomBytes(60_000)
const files = ['config.txt', 'missing.bin', 'boot.img']
const metadata = [['USER_SERIAL_NUM', '1a2b3c4d']] as const

const chips = ['bcm2711', 'bcm2712', 'bcm2835', 'bcm2837'] as const
const good = chips.map((chip) => {
  const hasStorage = chip === 'bcm2837'
  return new SimulatedUsbBoard({ path: chip, chip, files, metadata, hasStorage })
})

/** It has an EEPROM, and comes when boards wait for a person. */
const withEeprom = new SimulatedUsbBoard({
  path: 'eeprom',
  chip: 'bcm2711',
  metadata: [['USER_SERIAL_NUM', '5eb0a7d1']],
})

/** What is wrong with a board, and what the station must say about it. */
const faults: readonly (readonly [string, UsbFaults, string])[] = [
  ['stalls', { stallsAt: 'file' }, 'usb-stalled'],
  ['takes a part', { takesHalfOf: 'boot-code' }, 'usb-short-transfer'],
  ['refuses the boot code', { bootCodeStatus: 1 }, 'usb-bootcode-refused'],
  ['wants other files', { asksFor: ['../secret', '/etc/passwd'] }, 'usb-files-missing'],
  ['is unplugged', { unpluggedAt: 'file' }, 'usb-left'],
]

/** It comes when no other board must be waited for. */
const gone = 'never returns'

/** A board that runs mass storage already: nobody may speak to it but the kernel. Keeps what was asked of it. */
function otherDevice(requests: string[]): UsbIpDevice {
  const described = { vendorId: 0x0a5c, productId: 0x0104, serialIndex: 3, interfaceCount: 1 }
  return {
    ...described,
    control: async (setup) => {
      requests.push(((setup[0] ?? 0) & 0x60) === 0 ? 'standard' : setup.toString('hex'))
      const bytes = standardAnswer({ ...described, strings: ['Raspberry Pi', 'x', '1'] }, setup)
      return bytes === null ? { kind: 'stalled' } : { kind: 'gave', bytes }
    },
    bulkOut: async (endpoint, data) => {
      requests.push(`bulk ${endpoint}`)
      return { kind: 'took', length: data.length }
    },
  }
}

describe.skipIf(needUsbGuest('USB boot through a real kernel'))('in a guest', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bootbench-rpiboot-'))
  const recovery = mkdtempSync(join(tmpdir(), 'bootbench-recovery-'))
  const server = new UsbIpServer()
  const requests: string[] = []
  const deadline = performance.now() + limit
  let guest: UsbGuest

  beforeAll(async () => {
    for (const name of ['bootcode.bin', 'bootcode4.bin', 'bootcode5.bin'])
      writeFileSync(join(folder, name), bootCode)
    writeFileSync(join(folder, 'config.txt'), 'boot_ramdisk=1\n')
    writeFileSync(join(folder, 'boot.img'), bootImage)
    const place = recoveryFolder(recovery, 'bcm2711')
    mkdirSync(place)
    writeFileSync(join(place, 'bootcode4.bin'), Buffer.concat([Buffer.from('RECOVERY'), bootCode]))
    const [config, texts] = ['BOOT_ORDER=0xf41\n', ['BUILD_TIMESTAMP=1779045198']]
    const image = makeEepromImage({ chip: 'bcm2711', config, texts })
    writeFileSync(join(place, 'pieeprom.bin'), image)
    server.plug('other', otherDevice(requests))
    for (const board of good) plugBoard(server, board)
    for (const [path, fault] of faults) {
      const hasStorage = path === 'stalls'
      const board = { path, chip: 'bcm2711', files, faults: fault, hasStorage } as const
      plugBoard(server, new SimulatedUsbBoard(board))
    }
    const plan: RpibootGuestPlan = {
      serverPort: await server.listen(),
      folder,
      recoveryFolder: recovery,
      devices: ['other', ...good.map(({ path }) => path), ...faults.map(([path]) => path), gone],
    }
    guest = await UsbGuest.start({
      program: join(import.meta.dirname, 'rpiboot-guest-main.ts'),
      programArguments: [JSON.stringify(plan)],
      modules: ['vhci-hcd'],
      network: { kind: 'user' },
    })
  })

  afterAll(async () => {
    await guest?.stop()
    server.stop()
    for (const made of [folder, recovery]) rmSync(made, { recursive: true, force: true })
  })

  /** The end of a board's boot, whether it has been printed already or not. */
  async function endOf(board: string): Promise<GuestLine> {
    const isEnd = (line: GuestLine): boolean => line.board === board
    return guest.lines.find(isEnd) ?? guest.waitForLine(isEnd, deadline - performance.now())
  }

  test.each(good.map((board) => [board.path, board] as const))(
    'the boot ROM and the boot code of a %s get the right bytes by the package usb',
    async (_path, board) => {
      expect(await endOf(board.path)).toMatchObject({
        serial: '1a2b3c4d',
        stage: { kind: 'booted' },
      })
      expect(board.received.get('boot code')?.equals(bootCode)).toBe(true)
      expect(board.received.get('boot.img')?.equals(bootImage)).toBe(true)
      expect(board.received.get('config.txt')?.toString()).toBe('boot_ramdisk=1\n')
    },
  )

  test.each(faults)('a board that %s is told about', async (board, _fault, code) => {
    expect(await endOf(board)).toMatchObject({ stage: { kind: 'failed', code } })
  })

  test('a board that was unplugged in the middle boots when it is plugged in again', async () => {
    await endOf('is unplugged')
    const plugged = new SimulatedUsbBoard({ path: 'is unplugged', chip: 'bcm2711', files })
    plugBoard(server, plugged)
    const end = await guest.waitForLine(
      ({ board }) => board === plugged.path,
      deadline - performance.now(),
    )
    expect(end.stage).toMatchObject({ kind: 'booted' })
    expect(plugged.received.get('boot.img')?.equals(bootImage)).toBe(true)
  })

  test('a board that never returns is told about', async () => {
    guest.send('impatient')
    const faults = { neverReturns: true }
    plugBoard(server, new SimulatedUsbBoard({ path: gone, chip: 'bcm2712', files, faults }))
    expect(await endOf(gone)).toMatchObject({
      stage: { kind: 'failed', code: 'usb-never-returned' },
    })
  })

  test('a bootloader tells who it is, takes another boot order, and confirms it by its hash', async () => {
    plugBoard(server, withEeprom)
    guest.send('eeprom')
    const end = await guest.waitForLine(
      ({ eeprom }) => eeprom !== undefined,
      deadline - performance.now(),
    )
    expect(end).toMatchObject({ eeprom: 'confirmed', serial: '5eb0a7d1' })
    expect(readEepromImage(withEeprom.eeprom ?? Buffer.alloc(0))).toMatchObject({
      kind: 'image',
      config: 'BOOT_ORDER=0xf21\n',
    })
  })

  test('other devices are left alone, and the udev rules open the boards to plugdev and the seat', async () => {
    guest.send('end')
    const lines = await guest.finish(deadline - performance.now())
    const rights = (name: string) => lines.find((line) => line.rights === name)
    expect(rights('stalls')).toMatchObject({ nobody: false, plugdev: true, isNoModem: true })
    expect(rights('stalls')?.tags).toContain(':uaccess:')
    // The kernel's driver for mass storage is kept away.
    expect(rights('stalls')?.authorized).toBe('0')
    expect(rights('other')).toMatchObject({ nobody: false, plugdev: false, isNoModem: false })
    expect(requests.filter((request) => request !== 'standard')).toEqual([])
    expect(requests.length).toBeGreaterThan(0)
  })
})
