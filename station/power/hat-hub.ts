import { readUsbTree, type UsbEntry } from './usb-tree.ts'

/**
 * The hub of a ClusterHAT, in the folder `/sys/bus/usb/devices`: one of the maker's own ids, else the chip of the older ones, which
 * other hubs have too. Null where there is none or where it can't be told which it is.
 */
export async function findHatHub(folder: string): Promise<string | null> {
  const entries = await readUsbTree(folder)
  for (const isOne of [isOwn, isGenesys]) {
    const found = entries.filter(isOne)
    if (found.length > 0) return found.length === 1 ? (found[0]?.name ?? null) : null
  }
  return null
}

function isOwn({ vendorId, productId }: UsbEntry): boolean {
  return vendorId === 0x3171 && (productId === 0x0040 || productId === 0x0041)
}

function isGenesys({ vendorId, productId }: UsbEntry): boolean {
  return vendorId === 0x05e3 && productId === 0x0608
}
