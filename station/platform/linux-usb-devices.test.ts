import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { listLinuxUsbDevices } from './linux-usb-devices.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bootbench-usb-'))
})
afterEach(() => rmSync(root, { recursive: true }))

type Parts = Readonly<Record<string, string>>

function folder(path: string, files: Parts): void {
  mkdirSync(join(root, path), { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, path, name), text)
}

/** An NCM and ACM gadget as a 6.1 kernel shows it (a guest with dummy_hcd): data interfaces have drivers too, and no children. */
function plugNode(path: string, serial: string): void {
  folder(path, {
    idVendor: '3171\n',
    idProduct: '0021\n',
    serial: `${serial}\n`,
    product: 'ClusterCTRL\n',
  })
  const drivers = ['cdc_ncm', 'cdc_ncm', 'cdc_acm', 'cdc_acm']
  for (const [number, driver] of drivers.entries()) {
    const place = `${path}:1.${number}`
    folder(place, { bInterfaceNumber: `0${number}\n` })
    folder(`drivers/${driver}`, {})
    symlinkSync(`../drivers/${driver}`, join(root, place, 'driver'))
  }
  folder(`${path}:1.0/net/ethpi${serial}`, { address: '00:22:82:FF:FE:03\n', ifindex: '7\n' })
  folder(`${path}:1.2/tty/ttyACM4`, {})
}

test('a node is found with its serial port and its network interface', async () => {
  plugNode('1-1.3', '3')
  folder('usb1', { idVendor: '1d6b', idProduct: '0002' })
  folder('2-1', { idVendor: '046d', idProduct: 'c52b' })
  const asked: number[] = []
  const found = await listLinuxUsbDevices(root)(({ vendorId }) => {
    asked.push(vendorId)
    return vendorId === 0x3171
  })
  expect(found).toMatchObject([
    {
      path: '1-1.3',
      vendorId: 0x3171,
      productId: 0x0021,
      serial: '3',
      product: 'ClusterCTRL',
      serialPorts: [{ path: '/dev/ttyACM4', interfaceNumber: 2 }],
      networkInterfaces: [{ name: 'ethpi3', mac: '00:22:82:ff:fe:03', index: 7 }],
      lacksDriver: false,
    },
  ])
  expect(asked.sort()).toEqual([0x046d, 0x3171])
})

test('an interface without a driver is told, and a device that is just going is not an error', async () => {
  folder('1-2', { idVendor: '3171', idProduct: '0020' })
  folder('1-2:1.0', { bInterfaceNumber: '00' })
  folder('1-4', { idVendor: '3171' })
  const found = await listLinuxUsbDevices(root)(() => true)
  expect(found).toMatchObject([
    { path: '1-2', serial: '', lacksDriver: true, serialPorts: [], networkInterfaces: [] },
  ])
})

test('a computer without USB has no devices', async () => {
  expect(await listLinuxUsbDevices(join(root, 'missing'))(() => true)).toEqual([])
})
