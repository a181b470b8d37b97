import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A device or hub as Linux shows it in `/sys/bus/usb/devices` (Documentation/ABI/stable/sysfs-bus-usb). */
export type UsbEntry = {
  /** `1-1.2`; root hubs are `usb1`. */
  readonly name: string
  readonly vendorId: number
  readonly productId: number
  readonly isHub: boolean
  /** Another one after each plugging in. */
  readonly number: string
}

/** Everything on USB, in the folder `/sys/bus/usb/devices`; a computer without it has none. */
export async function readUsbTree(folder: string): Promise<readonly UsbEntry[]> {
  // A computer without USB has no such folder.
  const names = await readdir(folder).catch(() => [])
  const entries = await Promise.all(
    names.filter((name) => !name.includes(':')).map((name) => readEntry(folder, name)),
  )
  return entries.filter((entry) => entry !== null)
}

async function readEntry(folder: string, name: string): Promise<UsbEntry | null> {
  const [vendor, product, deviceClass, number] = await Promise.all(
    ['idVendor', 'idProduct', 'bDeviceClass', 'devnum'].map((file) =>
      readSysText(join(folder, name, file)),
    ),
  )
  if (!vendor || !product) return null
  return {
    name,
    vendorId: Number.parseInt(vendor, 16),
    productId: Number.parseInt(product, 16),
    isHub: deviceClass === '09',
    number: number ?? '',
  }
}

/** Unplugging may take a file away at any moment: what can't be read is null. */
export async function readSysText(path: string): Promise<string | null> {
  return readFile(path, 'utf8').then(
    (text) => text.trim(),
    () => null,
  )
}
