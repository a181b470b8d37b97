import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listLinuxSerialPorts } from './linux-serial-ports.ts'

// A copy of what Linux shows in /sys for a gadget, a UART, and a place without one.

const folder = mkdtempSync(join(tmpdir(), 'bootbench-sys-'))
const tty = join(folder, 'class/tty')

beforeAll(() => {
  const board = join(folder, 'devices/pci0000:00/usb1/1-1/1-1.2')
  put(board, { idVendor: '3171', idProduct: '0021', serial: '3', product: 'ClusterCTRL' })
  put(join(board, '1-1.2:1.2'), { bInterfaceNumber: '02' })
  put(join(folder, 'devices/platform/serial8250'), {})
  put(join(tty, 'ttyACM0'), {})
  symlinkSync(join(board, '1-1.2:1.2'), join(tty, 'ttyACM0/device'))
  for (const [name, type] of [
    ['ttyS0', '4'],
    ['ttyS1', '0'],
  ] as const) {
    put(join(tty, name), { type })
    symlinkSync(join(folder, 'devices/platform/serial8250'), join(tty, name, 'device'))
  }
  put(join(tty, 'tty1'), {})
  put(join(tty, 'console'), {})
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function put(place: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(place, { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(place, name), `${text}\n`)
}

test('a gadget is told with its ids, its USB port and its interface; a UART without', async () => {
  const ports = await listLinuxSerialPorts(tty)
  expect(ports).toHaveLength(2)
  expect(ports).toContainEqual({ path: '/dev/ttyS0', usb: null })
  expect(ports).toContainEqual({
    path: '/dev/ttyACM0',
    usb: {
      vendorId: 0x3171,
      productId: 0x0021,
      serial: '3',
      product: 'ClusterCTRL',
      path: '1-1.2',
      interfaceNumber: 2,
    },
  })
})

test('a computer without the folder has no serial ports', async () => {
  expect(await listLinuxSerialPorts(join(folder, 'nowhere'))).toEqual([])
})
