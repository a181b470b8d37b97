import { createHmac } from 'node:crypto'

/**
 * The hardware address that this computer's end of the cable in a USB port gets: the same at every boot, so that the network interface
 * of this port is found again by whatever name. Locally administered; `stationKey` makes it differ from other stations'.
 */
export function hostMacOf(stationKey: string, usbPath: string): string {
  const digest = createHmac('sha256', stationKey).update(`usb-link ${usbPath}`).digest()
  const tail = [...digest.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0'))
  return ['02:b0', ...tail].join(':')
}
