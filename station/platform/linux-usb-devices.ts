import { access, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A USB device with the serial ports and network interfaces that its drivers made. */
export type UsbDevice = UsbIds & {
  /** The USB port, `1-1.2`. */
  readonly path: string
  /** What the device says of itself: it may lie, and it may be empty. */
  readonly serial: string
  readonly product: string
  /** In the order of their interface numbers. */
  readonly serialPorts: readonly { readonly path: string; readonly interfaceNumber: number }[]
  readonly networkInterfaces: readonly UsbNetworkInterface[]
  /** Some of its interfaces have no driver: what they are for is missing. */
  readonly lacksDriver: boolean
}

export type UsbIds = { readonly vendorId: number; readonly productId: number }

export type UsbNetworkInterface = {
  readonly name: string
  /** This computer's side of the cable, as the device has told it; lower case with colons. */
  readonly mac: string
  /** The kernel's number: another one after plugging in again. */
  readonly index: number
}

/** Looks for USB devices; those that `isWanted` does not name are left alone. */
export type ListUsbDevices = (isWanted: (ids: UsbIds) => boolean) => Promise<readonly UsbDevice[]>

/**
 * The USB devices in the folder `/sys/bus/usb/devices` (Documentation/ABI/testing/sysfs-bus-usb): a device is `1-1.2`, its
 * interfaces `1-1.2:1.0` and so on, with `net/NAME` or `tty/NAME` below. A computer without that folder has none.
 */
export function listLinuxUsbDevices(folder: string): ListUsbDevices {
  return async (isWanted) => {
    const names = await readdir(folder).catch(() => [])
    const devices = names.filter((name) => /^\d+-\d+(\.\d+)*$/.test(name))
    const found = await Promise.all(
      devices.map(async (name) => {
        const ids = await readIds(join(folder, name))
        if (ids === null || !isWanted(ids)) return null
        const device = await readDevice(folder, name, ids, names)
        // One that was unplugged meanwhile has lost some of its words: it is not another device without them.
        return (await readIds(join(folder, name))) === null ? null : device
      }),
    )
    return found.filter((device) => device !== null)
  }
}

async function readIds(place: string): Promise<UsbIds | null> {
  const [vendor, product] = await Promise.all([
    textOf(place, 'idVendor'),
    textOf(place, 'idProduct'),
  ])
  if (vendor === '' || product === '') return null
  return { vendorId: Number.parseInt(vendor, 16), productId: Number.parseInt(product, 16) }
}

async function readDevice(
  folder: string,
  path: string,
  ids: UsbIds,
  names: readonly string[],
): Promise<UsbDevice> {
  const place = join(folder, path)
  const interfaces = await Promise.all(
    names
      .filter((name) => name.startsWith(`${path}:`))
      .map((name) => readInterface(join(folder, name))),
  )
  interfaces.sort((one, other) => one.number - other.number)
  return {
    ...ids,
    path,
    serial: await textOf(place, 'serial'),
    product: await textOf(place, 'product'),
    serialPorts: interfaces.flatMap(({ number, ttys }) =>
      ttys.map((tty) => ({ path: `/dev/${tty}`, interfaceNumber: number })),
    ),
    networkInterfaces: interfaces.flatMap(({ nets }) => nets),
    lacksDriver: interfaces.some(({ hasDriver }) => !hasDriver),
  }
}

async function readInterface(place: string) {
  const [ttys, nets, hasDriver, number] = await Promise.all([
    // What it is not has no such folder.
    readdir(join(place, 'tty')).catch(() => []),
    readdir(join(place, 'net')).catch(() => []),
    access(join(place, 'driver')).then(
      () => true,
      () => false,
    ),
    textOf(place, 'bInterfaceNumber'),
  ])
  return {
    number: Number.parseInt(number, 16) || 0,
    ttys,
    nets: await Promise.all(nets.map((name) => readNetworkInterface(place, name))),
    hasDriver,
  }
}

async function readNetworkInterface(place: string, name: string): Promise<UsbNetworkInterface> {
  const folder = join(place, 'net', name)
  const [mac, index] = await Promise.all([textOf(folder, 'address'), textOf(folder, 'ifindex')])
  return { name, mac: mac.toLowerCase(), index: Number(index) || 0 }
}

/** Unplugging may take the file away at any moment: what can't be read is empty. */
async function textOf(folder: string, name: string): Promise<string> {
  return (await readFile(join(folder, name), 'utf8').catch(() => '')).trim()
}
