import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Board } from '../../contract/board.ts'
import { SimulatedUsbBoard } from '../../simulator/usb-board.ts'
import { plugBoard } from '../../simulator/usbip-board.ts'
import { UsbIpServer } from '../../simulator/usbip-server.ts'
import { buildBroker } from '../lab/build-broker.ts'
import { needProgram } from '../lab/need-program.ts'
import { PiGadgetGuest } from './pi-gadget-guest.ts'
import type { UsbAgentGuestPlan, UsbAgentOrder } from './usb-agent-guest-main.ts'
import { type GuestLine, needUsbGuest, UsbGuest } from './usb-guest.ts'

/** Far more than each step takes, also on a machine that has much else to do. */
const limit = 600_000
const mebibyte = 1024 * 1024
const deviceTree = 'bcm2711-rpi-cm4-io.dtb'
/** For what the board's firmware reads and its emulated machine is given by us: sending all of it would take an emulated processor long. */
const standIn = randomBytes(20_000)
const serial = '10000000cab1e001'
const reason = 'a board without a network is deployed to and backed up over its USB cable'
const isLacking = ['qemu-system-aarch64', 'aarch64-linux-gnu-gcc', 'fdtput']
  .map((tool) => needProgram(tool, reason))
  .concat(needUsbGuest(reason))
  .some((lacks) => lacks)

/**
 * Two machines and a USB cable: a PC with a whole station, and an arm64 board that has nothing but its USB port. Firmware is simulated
 * (a boot ROM behind USB/IP); kernels, gadget, network and agent are real. The tests are steps of one story.
 */
describe.skipIf(isLacking)('a board that has only a USB cable', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bootbench-usb-agent-'))
  const diskPath = join(folder, 'card')
  const imagePath = join(folder, 'image.img')
  const bootFolder = join(folder, 'boot')
  const firmware = new UsbIpServer()
  const before = diskOf(4)
  const image = diskOf(2)
  let station: UsbGuest
  let board: PiGadgetGuest
  let firmwarePort: number
  /** What the station puts behind initrd.img: its key. */
  let archiveBehind: Buffer
  let lentAt: number

  beforeAll(async () => {
    writeFileSync(diskPath, before)
    writeFileSync(imagePath, image)
    mkdirSync(bootFolder)
    for (const name of ['initrd.img', 'vmlinuz', deviceTree])
      writeFileSync(join(bootFolder, name), standIn)
    const plan: UsbAgentGuestPlan = {
      bootFolder,
      brokerPath: await buildBroker(),
      imagePath,
    }
    lentAt = await freePort()
    firmwarePort = await firmware.listen()
    station = await UsbGuest.start({
      program: join(import.meta.dirname, 'usb-agent-guest-main.ts'),
      programArguments: [JSON.stringify(plan)],
      modules: ['vhci-hcd', 'cdc_ncm', 'cdc_ether', 'cdc-acm'],
      network: { kind: 'user' },
    })
    const model = 'Raspberry Pi Compute Module 4 Rev 1.1'
    board = await PiGadgetGuest.make({ folder, diskPath, serial, model, lentAt })
    await station.waitForLine(({ ready }) => ready === true, limit)
  }, 20 * 60_000)

  afterEach(({ task }) => {
    if (task.result?.state !== 'fail') return
    console.error(`The station's last words:\n${station?.console.slice(-5000)}`)
    console.error(`The board's last words:\n${board?.console.slice(-3000)}`)
  })

  afterAll(async () => {
    await board?.powerOff()
    await station?.stop()
    firmware.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const order = (what: UsbAgentOrder): void => station.send(what)
  const boardThat = async (is: (board: Board) => boolean): Promise<Board> => {
    const fits = (line: GuestLine): boolean => line.board !== undefined && is(line.board as Board)
    return (await station.waitForLine(fits, limit)).board as Board
  }

  /** Its boot ROM and firmware read what the station sends; then the kernel that they have read runs, on the same USB port. */
  async function powerOn(files: readonly string[]): Promise<SimulatedUsbBoard> {
    const asked = ['config.txt', 'cmdline.txt', ...files]
    const rom = new SimulatedUsbBoard({ path: 'board', chip: 'bcm2711', files: asked })
    plugBoard(firmware, rom)
    order({ plug: rom.path, serverPort: firmwarePort })
    await boardThat(({ stage }) => ['power', 'boot-files'].includes(stage.kind))
    while (rom.stage !== 'booted') await new Promise((resolve) => setTimeout(resolve, 50))
    const initrd = rom.received.get('initrd.img')
    if (initrd !== undefined) archiveBehind = initrd.subarray(standIn.length)
    const commandLine = String(rom.received.get('cmdline.txt')).trim()
    board.powerOn({ commandLine, archiveBehind })
    await board.waitForLine(/usbip-export: ready/, limit)
    order({ plug: 'gadget', serverPort: lentAt })
    return rom
  }

  test('boots our agent over the cable and registers over it, as the board it is', async () => {
    const { received } = await powerOn(['start4.elf', deviceTree, 'initrd.img'])
    expect(String(received.get('config.txt'))).toContain('dtoverlay=dwc2,dr_mode=peripheral')
    expect(String(received.get('start4.elf'))).toBe('start4.elf')
    expect(received.get(deviceTree)?.equals(standIn)).toBe(true)
    expect(received.get('initrd.img')?.subarray(0, standIn.length).equals(standIn)).toBe(true)
    const ready = await boardThat(({ stage }) => stage.kind === 'ready')
    expect(ready).toMatchObject({
      serial,
      bootMode: 'rpiboot',
      link: 'usb',
      ip: '172.19.182.1',
      storages: [{ kind: 'sd', sizeBytes: before.length }],
    })
    expect(ready.usbPath).toMatch(/^\d+-1$/)
  })

  test('has a shell on the serial port of the same cable, and no other network was touched', async () => {
    order({ look: true })
    const seen = await station.waitForLine(({ shell }) => shell !== undefined, limit)
    expect(seen.shell).toBe('this is aarch64')
    expect(seen.udev).toContain('NM_UNMANAGED=1')
    expect(seen.routes).toMatch(
      /172\.19\.182\.1 dev \S+ proto kernel scope link src 172\.19\.182\.254/,
    )
    expect(String(seen.addresses).match(/inet (\S+)/g)).toHaveLength(3)
  })

  test('is backed up, and every byte of its card is in the image', async () => {
    order({ run: 'backup' })
    const done = await station.waitForLine(({ job }) => job === 'backup', limit)
    expect(done.state).toMatchObject({ kind: 'done' })
    const sha256 = createHash('sha256').update(before).digest('hex')
    expect(done.bytes).toEqual({ size: before.length, sha256 })
    await board.waitForRestart()
    await boardThat(({ stage }) => ['silent', 'local'].includes(stage.kind))
  })

  test('is the same board when it boots again, is deployed to, and every byte is on its card', async () => {
    await powerOn([])
    const ready = await boardThat(({ stage }) => stage.kind === 'ready')
    expect(ready).toMatchObject({ serial, link: 'usb', ip: '172.19.182.1' })
    order({ run: 'deploy' })
    const done = await station.waitForLine(({ job }) => job === 'deploy', limit)
    expect(done.state).toMatchObject({ kind: 'done', verifiedBytes: image.length })
    await board.waitForRestart()
    expect(readFileSync(diskPath).subarray(0, image.length).equals(image)).toBe(true)
  })

  test('leaves nothing on the computer when the station ends', async () => {
    station.send('end')
    const lines = await station.finish(limit)
    const last = lines.find(({ stopped }) => stopped === true)
    expect(last?.addresses).not.toContain('172.19.182')
  })
})

/** Bytes that do not compress, with a partition table, of so many mebibytes. */
function diskOf(mebibytes: number): Buffer {
  const disk = randomBytes(mebibytes * mebibyte)
  disk.fill(0, 446, 510)
  disk[450] = 0x0c
  disk.writeUInt32LE(1, 454)
  disk.writeUInt32LE(disk.length / 512 - 1, 458)
  disk.writeUInt16BE(0x55aa, 510)
  return disk
}

function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  const probe = createServer()
  probe.listen(0, '127.0.0.1', () => {
    const address = probe.address()
    probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
  })
  return promise
}
