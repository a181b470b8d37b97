/** Broadcom's vendor id. */
export const rpibootVendor = 0x0a5c

/** The chips whose boot ROM speaks rpiboot. */
export type RpibootChip = 'bcm2835' | 'bcm2837' | 'bcm2711' | 'bcm2712'

/** Product ids of the boot ROM: main.c and the udev rules of Raspberry Pi's usbboot. 2764 is BCM2836, BCM2837 and BCM2710. */
const chipOfProduct: ReadonlyMap<number, RpibootChip> = new Map([
  [0x2763, 'bcm2835'],
  [0x2764, 'bcm2837'],
  [0x2711, 'bcm2711'],
  [0x2712, 'bcm2712'],
])

/** The chip of a USB device; null for every device that is none of ours, and is left alone. */
export function rpibootChipOf(vendorId: number, productId: number): RpibootChip | null {
  return vendorId === rpibootVendor ? (chipOfProduct.get(productId) ?? null) : null
}

/** The name of the first file that the boot ROM is sent. */
export const bootCodeNames: Readonly<Record<RpibootChip, string>> = {
  bcm2835: 'bootcode.bin',
  bcm2837: 'bootcode.bin',
  bcm2711: 'bootcode4.bin',
  bcm2712: 'bootcode5.bin',
}

/**
 * Folders of a chip in a folder of boot files or in `bootfiles.bin`, in the order in which they are looked through. The old chips are
 * called 2710 by rpiboot and 2836 by Raspberry Pi Imager.
 */
export const chipFolders: Readonly<Record<RpibootChip, readonly string[]>> = {
  bcm2835: ['2710', '2836', '2835'],
  bcm2837: ['2710', '2836', '2837'],
  bcm2711: ['2711'],
  bcm2712: ['2712'],
}
