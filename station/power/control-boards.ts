import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readUsbTree } from './usb-tree.ts'

/** ClusterCTRL boards that switch power: DA, pHAT, A+6, Triple, Single, Stack. */
const vendorId = 0x3171
const firstProductId = 0x0011
const lastProductId = 0x0016

export type ControlBoard = {
  readonly usbPath: string
  /** The number of its I2C bus; null while the kernel's driver i2c-tiny-usb does not hold it. */
  readonly bus: number | null
}

/** The ClusterCTRL boards in the folder `/sys/bus/usb/devices`. */
export async function findControlBoards(folder: string): Promise<readonly ControlBoard[]> {
  const entries = await readUsbTree(folder)
  const boards = entries.filter(
    (entry) =>
      entry.vendorId === vendorId &&
      entry.productId >= firstProductId &&
      entry.productId <= lastProductId,
  )
  return Promise.all(
    boards.map(async ({ name }) => ({ usbPath: name, bus: await busOf(folder, name) })),
  )
}

/** Its one interface has a folder `i2c-N` while the driver holds it. */
async function busOf(folder: string, name: string): Promise<number | null> {
  // Unplugged since the list was read: a board without a bus.
  const names = await readdir(join(folder, `${name}:1.0`)).catch(() => [])
  const bus = names.map((one) => /^i2c-(\d+)$/.exec(one)?.[1]).find((one) => one !== undefined)
  return bus === undefined ? null : Number(bus)
}
