import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { computerUseBelow } from './computer-use.ts'
import { findControlBoards } from './control-boards.ts'
import { isFedBy } from './fed-by.ts'
import { findHatHub } from './hat-hub.ts'
import { createHatOnHeader } from './hat-on-header.ts'
import { readHatVersion } from './hat-version.ts'

// Copies of what Linux shows of itself in /sys and /proc.

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootbench-power-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function put(place: string, text: string): void {
  mkdirSync(dirname(join(folder, place)), { recursive: true })
  writeFileSync(join(folder, place), text)
}

function putUsb(name: string, vendor: string, product: string): void {
  put(`usb/${name}/idVendor`, `${vendor}\n`)
  put(`usb/${name}/idProduct`, `${product}\n`)
}

test.each([
  ['1-1.2', '1-1.2', true],
  ['1-1.2.4', '1-1.2', true],
  ['1-1.20', '1-1.2', false],
  ['1-1', '1-1.2', false],
  [null, '1-1.2', false],
  ['1-1.2', null, false],
])('what hangs on %s is fed by %s: %s', (path, feeding, expected) => {
  expect(isFedBy(path, feeding)).toBe(expected)
})

test('the version of a ClusterHAT is read from the device tree', async () => {
  expect(await readHatVersion(folder)).toBeNull()
  put('product', 'ZC4:ClusterHAT\0')
  put('product_ver', '0x0026\0')
  expect(await readHatVersion(folder)).toEqual({ major: 2, minor: 6 })
  put('product_ver', '0x0099\0')
  expect(await readHatVersion(folder)).toBeNull()
  put('product', 'Sense HAT\0')
  expect(await readHatVersion(folder)).toBeNull()
})

test('a ClusterHAT v1, which is switched in another way, is told and not touched', async () => {
  put('product', 'ZC4:ClusterHAT\0')
  put('product_ver', '0x0012\0')
  const driver = createHatOnHeader({
    hatFolder: folder,
    usbFolder: folder,
    device: async () => {
      throw new Error('touched')
    },
  })
  expect(await driver.list()).toMatchObject({ ports: [], notices: [{ code: 'power-hat-v1' }] })
  expect(await driver.set('hat-p1', 'on')).toMatchObject({ code: 'power-port-gone' })
})

test('the hub of a HAT is known by its maker’s ids, else by its chip if there is only one', async () => {
  const usb = join(folder, 'usb')
  expect(await findHatHub(usb)).toBeNull()
  putUsb('1-1', '05e3', '0608')
  expect(await findHatHub(usb)).toBe('1-1')
  putUsb('1-2', '05e3', '0608')
  expect(await findHatHub(usb)).toBeNull()
  putUsb('1-3', '3171', '0040')
  expect(await findHatHub(usb)).toBe('1-3')
})

test('ClusterCTRL boards are found, with the bus that the kernel’s driver made', async () => {
  putUsb('1-1.4', '3171', '0014')
  putUsb('1-2', '3171', '0021')
  putUsb('1-3', '3171', '0016')
  put('usb/1-1.4:1.0/i2c-11/name', 'i2c-tiny-usb\n')
  expect(
    [...(await findControlBoards(join(folder, 'usb')))].sort((one, other) =>
      one.usbPath.localeCompare(other.usbPath),
    ),
  ).toEqual([
    { usbPath: '1-1.4', bus: 11 },
    { usbPath: '1-3', bus: null },
  ])
})

test('a drive that is mounted keeps its port on, also as a part of something else', async () => {
  const places = { sys: join(folder, 'sys'), mountInfo: join(folder, 'mountinfo') }
  put('sys/devices/usb1/1-1/1-1.3/host0/block/sda/sda1/partition', '1\n')
  put('sys/devices/virtual/block/dm-0/size', '1\n')
  mkdirSync(join(folder, 'sys/dev/block'), { recursive: true })
  mkdirSync(join(folder, 'sys/devices/virtual/block/dm-0/slaves'))
  const sda1 = join(folder, 'sys/devices/usb1/1-1/1-1.3/host0/block/sda/sda1')
  const mapped = join(folder, 'sys/devices/virtual/block/dm-0')
  symlinkSync(sda1, join(folder, 'sys/dev/block/8:1'))
  symlinkSync(mapped, join(folder, 'sys/dev/block/253:0'))
  symlinkSync(sda1, join(mapped, 'slaves/sda1'))

  put('mountinfo', '36 25 8:1 / /media/card rw - ext4 /dev/sda1 rw\n')
  expect(await computerUseBelow('1-1.3', null, places)).toBe('/media/card')
  expect(await computerUseBelow('1-1', null, places)).toBe('/media/card')
  expect(await computerUseBelow('1-1.2', null, places)).toBeNull()
  put('mountinfo', '36 25 253:0 / / rw - ext4 /dev/mapper/root rw\n')
  expect(await computerUseBelow('1-1.3', null, places)).toBe('/')
})

test('the network port that serves boards keeps its port on', async () => {
  const places = { sys: join(folder, 'sys'), mountInfo: join(folder, 'mountinfo') }
  put('mountinfo', '')
  put('sys/devices/usb1/1-1/1-1.2/1-1.2:1.0/net/eth1/address', '\n')
  mkdirSync(join(folder, 'sys/class/net/eth1'), { recursive: true })
  symlinkSync(
    join(folder, 'sys/devices/usb1/1-1/1-1.2/1-1.2:1.0'),
    join(folder, 'sys/class/net/eth1/device'),
  )
  expect(await computerUseBelow('1-1.2', 'eth1', places)).toBe('eth1')
  expect(await computerUseBelow('1-1.2', 'eth0', places)).toBeNull()
  expect(await computerUseBelow('1-1.2', null, places)).toBeNull()
})

test('where the mounts can not be read, no port counts as unused', async () => {
  const places = { sys: join(folder, 'sys'), mountInfo: join(folder, 'nothing') }
  await expect(computerUseBelow('1-1.2', null, places)).rejects.toThrow('ENOENT')
})
