import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { SimulatedUsbBoard } from '../../simulator/usb-board.ts'
import { plugBoard } from '../../simulator/usbip-board.ts'
import { UsbIpServer } from '../../simulator/usbip-server.ts'
import type { RpibootGuestPlan } from './rpiboot-guest-main.ts'
import { type GuestLine, needUsbGuest, runInUsbGuest } from './usb-guest.ts'

const bootImage = randomBytes(300_001)
const bootCode = randomBytes(60_000)
const files = ['config.txt', 'missing.bin', 'boot.img']
const metadata = [['USER_SERIAL_NUM', '1a2b3c4d']] as const

const good = (['bcm2711', 'bcm2712', 'bcm2835', 'bcm2837'] as const).map(
  (chip) => new SimulatedUsbBoard({ path: chip, chip, files, metadata }),
)

describe.skipIf(needUsbGuest('boots over USB through a real kernel'))('rpiboot in a guest', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bootbench-rpiboot-'))
  const server = new UsbIpServer()

  afterAll(() => {
    server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('boots each chip by the package usb', async () => {
    for (const name of ['bootcode.bin', 'bootcode4.bin', 'bootcode5.bin'])
      writeFileSync(join(folder, name), bootCode)
    writeFileSync(join(folder, 'config.txt'), 'boot_ramdisk=1\n')
    writeFileSync(join(folder, 'boot.img'), bootImage)
    for (const board of good) plugBoard(server, board)
    const plan: RpibootGuestPlan = {
      serverPort: await server.listen(),
      folder,
      boards: good.map(({ path }) => path),
      others: [],
    }
    const lines = await runInUsbGuest({
      program: join(import.meta.dirname, 'rpiboot-guest-main.ts'),
      programArguments: [JSON.stringify(plan)],
      modules: ['vhci-hcd'],
      network: { kind: 'user' },
      limit: 120_000,
    })
    for (const board of good) {
      expect(lastStage(lines, board.path)).toMatchObject({
        serial: '1a2b3c4d',
        stage: { kind: 'booted' },
      })
      expect(board.received.get('boot code')?.equals(bootCode)).toBe(true)
      expect(board.received.get('boot.img')?.equals(bootImage)).toBe(true)
    }
  })
})

function lastStage(lines: readonly GuestLine[], board: string): GuestLine | undefined {
  return lines.findLast((line) => line.board === board)
}
