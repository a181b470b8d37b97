import { join } from 'node:path'
import { createSimulatedDrives, type SimulatedDrives } from '../../simulator/drives.ts'

/** A card and a stick that can be used, and a stick that somebody has opened; each is a file in `folder`. */
export function createDemoDrives(options: {
  readonly folder: string
  readonly copierPath: string
  readonly storageBytes: number
}): SimulatedDrives {
  const drives = createSimulatedDrives({
    folder: join(options.folder, 'drives'),
    copierPath: options.copierPath,
  })
  const sizeBytes = options.storageBytes
  drives.plugIn({
    name: 'sdb',
    model: 'Example Card Reader',
    serial: '058F63666433',
    sizeBytes,
    kind: 'usb',
    usbPath: '2-1.1',
  })
  drives.plugIn({
    name: 'sdc',
    model: 'Example USB Stick',
    serial: '4C530001210914115562',
    sizeBytes,
    kind: 'usb',
    usbPath: '2-1.2',
  })
  drives.plugIn({
    name: 'sdd',
    model: 'Example Holiday Pictures',
    serial: '60A44C3FACC1',
    sizeBytes,
    kind: 'usb',
    usbPath: '2-1.3',
    mountPoints: ['/media/alex/PICTURES'],
  })
  return drives
}
