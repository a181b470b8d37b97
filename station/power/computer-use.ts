import { readdir, readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'

/** Where this computer is looked at; tests give folders of their own. */
export type ComputerPlaces = { readonly sys: string; readonly mountInfo: string }

export const thisComputer: ComputerPlaces = { sys: '/sys', mountInfo: '/proc/self/mountinfo' }

/**
 * What this computer itself uses below a USB port: where a drive there is mounted, or the network port that serves boards. Null:
 * nothing, and the port's power may go. Throws where it can't be known: then the power stays.
 */
export async function computerUseBelow(
  usbPath: string,
  servedInterface: string | null,
  { sys, mountInfo }: ComputerPlaces = thisComputer,
): Promise<string | null> {
  if (servedInterface !== null) {
    // A port without hardware behind it (a bridge, a VLAN) hangs on no plug.
    const place = await realpath(join(sys, 'class/net', servedInterface, 'device')).catch(() => '')
    if (isBelow(place, usbPath)) return servedInterface
  }
  const text = await readFile(mountInfo, 'utf8')
  for (const line of text.split('\n')) {
    // proc(5): mount id, parent, major:minor, root, mount point.
    const [, , number = '', , mountPoint = ''] = line.split(' ')
    if (!/^\d+:\d+$/.test(number)) continue
    const places = await placesOf(sys, join(sys, 'dev/block', number))
    if (places.some((place) => isBelow(place, usbPath))) return mountPoint
  }
  return null
}

/** A block device, and those that it is made of (LVM, dm-crypt, RAID). */
async function placesOf(sys: string, device: string): Promise<string[]> {
  // What is mounted need not be a block device: tmpfs, NFS and others have no place here.
  const place = await realpath(device).catch(() => null)
  if (place === null) return []
  // A partition is made of nothing else and has no such folder.
  const parts = await readdir(join(place, 'slaves')).catch(() => [])
  const below = await Promise.all(parts.map((part) => placesOf(sys, join(place, 'slaves', part))))
  return [place, ...below.flat()]
}

function isBelow(place: string, usbPath: string): boolean {
  return place.split('/').includes(usbPath)
}
