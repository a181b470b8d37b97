import { readdir, readFile, realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { SerialPortInfo, SerialPortUsb } from './serial-port.ts'

/** Names that serial drivers give: USB modems and adapters, the UARTs of PCs and of Raspberry Pi. */
const serialName = /^tty(ACM|USB|AMA|S|XRUSB)\d+$/

/**
 * The serial ports in the folder `/sys/class/tty` (Documentation/ABI/testing/sysfs-tty, sysfs-bus-usb). Places of a PC where no
 * UART is are left out. A computer without that folder has none.
 */
export async function listLinuxSerialPorts(folder: string): Promise<readonly SerialPortInfo[]> {
  const names = await readdir(folder).catch(() => [])
  const ports = await Promise.all(
    names.filter((name) => serialName.test(name)).map((name) => describe(folder, name)),
  )
  return ports.filter((port) => port !== null)
}

async function describe(folder: string, name: string): Promise<SerialPortInfo | null> {
  // The driver 8250 makes four ports of this name, whether or not there is a UART; then `type` is 0.
  if (/^ttyS/.test(name) && ['', '0'].includes(await textOf(join(folder, name), 'type')))
    return null
  const device = await realpath(join(folder, name, 'device')).catch(() => null)
  if (device === null) return null
  return { path: `/dev/${name}`, usb: await usbOf(device) }
}

/** The USB interface and device above a port: folders with `bInterfaceNumber` and `idVendor`. */
async function usbOf(device: string): Promise<SerialPortUsb | null> {
  let interfaceNumber = 0
  for (let place = device; place.includes('/usb'); place = dirname(place)) {
    const number = await textOf(place, 'bInterfaceNumber')
    if (number !== '') interfaceNumber = Number.parseInt(number, 16)
    const vendor = await textOf(place, 'idVendor')
    if (vendor === '') continue
    return {
      vendorId: Number.parseInt(vendor, 16),
      productId: Number.parseInt(await textOf(place, 'idProduct'), 16),
      serial: await textOf(place, 'serial'),
      product: await textOf(place, 'product'),
      path: basename(place),
      interfaceNumber,
    }
  }
  return null
}

/** Unplugging may take the file away at any moment: what can't be read is empty. */
async function textOf(folder: string, name: string): Promise<string> {
  return (await readFile(join(folder, name), 'utf8').catch(() => '')).trim()
}
