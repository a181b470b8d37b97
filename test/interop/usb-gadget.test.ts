import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const program = fileURLToPath(new URL('../../initramfs/usb-gadget', import.meta.url))
const macs = '02:b0:07:01:02:03,06:b0:0a:0b:0c:0d'
const plan = `ncm,${macs},172.19.182.2/30`

type Ended = { readonly code: number; readonly out: string; readonly error: string }

/** The script that makes a board a USB gadget, on a folder that stands for configfs; test/vm has the same on a real kernel. */
describe.each([
  ['sh', []],
  ['busybox', ['sh']],
])('usb-gadget run by %s', (shell, words) => {
  let folder: string
  let gadget: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bootbench-gadget-'))
    gadget = join(folder, 'configfs', 'usb_gadget', 'bootbench')
    await mkdir(join(folder, 'configfs', 'usb_gadget'), { recursive: true })
    await mkdir(join(folder, 'sys', 'class', 'udc', 'fe980000.usb'), { recursive: true })
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const run = (argument: string): Promise<Ended> =>
    new Promise((resolve) => {
      const env = {
        PATH: process.env.PATH ?? '/usr/bin:/bin',
        BOOTBENCH_CONFIGFS: join(folder, 'configfs'),
        BOOTBENCH_SYSFS: join(folder, 'sys'),
        BOOTBENCH_DEVICE_TREE: join(folder, 'device-tree'),
      }
      const args = [...words, program, argument]
      const child = execFile(shell, args, { env }, (_error, out, error) =>
        resolve({ code: child.exitCode ?? -1, out, error }),
      )
    })
  const text = async (name: string): Promise<string> =>
    (await readFile(join(gadget, name), 'utf8')).trim()
  /** A kernel without this kind of function refuses its folder; so does a file that is there. */
  const refuse = async (kind: string): Promise<void> => {
    await mkdir(join(gadget, 'functions'), { recursive: true })
    await writeFile(join(gadget, 'functions', `${kind}.usb0`), '')
  }

  test('makes an NCM adapter and a serial port with the given addresses, in this order', async () => {
    await mkdir(join(folder, 'device-tree'))
    await writeFile(join(folder, 'device-tree', 'serial-number'), '10000000deadbeef\0')
    expect(await run(plan)).toMatchObject({ code: 0, out: 'usb0 ncm\n' })
    expect(await text('functions/ncm.usb0/host_addr')).toBe('02:b0:07:01:02:03')
    expect(await text('functions/ncm.usb0/dev_addr')).toBe('06:b0:0a:0b:0c:0d')
    expect(await text('strings/0x409/serialnumber')).toBe('10000000deadbeef')
    expect(await text('strings/0x409/product')).toBe('Bootbench agent')
    expect(await text('UDC')).toBe('fe980000.usb')
    expect(await readlink(join(gadget, 'configs/c.1/ncm.usb0'))).toBe(
      join(gadget, 'functions/ncm.usb0'),
    )
    expect(await readdir(join(gadget, 'configs/c.1'))).toEqual(['acm.usb0', 'ncm.usb0', 'strings'])
  })

  test('makes an ECM adapter where the kernel has no NCM', async () => {
    await refuse('ncm')
    expect(await run(plan)).toMatchObject({ code: 0, out: 'usb0 ecm\n' })
    expect(await readdir(join(gadget, 'configs/c.1'))).toEqual(['acm.usb0', 'ecm.usb0', 'strings'])
  })

  test('makes an ECM adapter at once where that is what the station asks for', async () => {
    expect(await run(`ecm,${macs},172.19.182.2/30`)).toMatchObject({ code: 0, out: 'usb0 ecm\n' })
  })

  test('does without the serial port where the kernel has none', async () => {
    await refuse('acm')
    expect(await run(plan)).toMatchObject({ code: 0, out: 'usb0 ncm\n' })
    expect(await readdir(join(gadget, 'configs/c.1'))).toEqual(['ncm.usb0', 'strings'])
  })

  test('says what to look for while there is no controller', async () => {
    await rm(join(folder, 'sys', 'class', 'udc'), { recursive: true })
    const ended = await run(plan)
    expect(ended.code).toBe(1)
    expect(ended.error).toContain('dtoverlay=dwc2,dr_mode=peripheral')
  })

  test.each([
    'ncm',
    `rndis,${macs},172.19.182.2/30`,
    'ncm,02:b0:07:01:02,06:b0:0a:0b:0c:0d,172.19.182.2/30',
    `$(reboot),${macs},x`,
  ])('refuses the plan %s', async (wrong) => {
    const ended = await run(wrong)
    expect(ended.code).toBe(2)
    expect(await readdir(join(folder, 'configfs', 'usb_gadget'))).toEqual([])
  })
})
