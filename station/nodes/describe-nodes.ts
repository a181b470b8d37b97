import type { Node } from '../../contract/node.ts'
import { nodeNumberOf } from '../../contract/node-plan.ts'
import type { UsbDevice, UsbIds, UsbNetworkInterface } from '../platform/linux-usb-devices.ts'

/** A node as its USB device shows it, before anything was asked of its network. */
export type FoundNode = {
  readonly usbPath: string
  readonly kind: Node['kind']
  readonly name: string
  /** Of a ClusterCTRL node; null where it has none. */
  readonly number: number | null
  /** Another node says that it has the same number. */
  readonly isDuplicate: boolean
  /** It has no SD card: its root file system comes over the network. */
  readonly isWithoutCard: boolean
  readonly serial: string
  readonly serialPort: string | null
  readonly network: UsbNetworkInterface | null
  readonly lacksDriver: boolean
}

/** Gadgets of the kernel with its own ids (drivers/usb/gadget/legacy): g_serial, g_cdc, g_ether. */
const kernelGadgets = [0xa4a7, 0xa4aa, 0xa4a2]

/** Is it a Pi that shows itself as a gadget? Our own agent's gadget is none: it is a board. */
export function kindOf({ vendorId, productId }: UsbIds): Node['kind'] | null {
  if (vendorId === 0x3171 && productId >= 0x0020 && productId <= 0x0025) return 'cluster-ctrl'
  if (vendorId === 0x2e8a && productId === 0x0013) return 'raspberry-pi-gadget'
  if (vendorId === 0x0525 && kernelGadgets.includes(productId)) return 'gadget'
  return null
}

/** The nodes among these devices, in the order of their names. Those that claim one number are all named by number and USB port. */
export function describeNodes(devices: readonly UsbDevice[]): readonly FoundNode[] {
  const nodes = devices.flatMap((device) => describe(device) ?? [])
  const numbers = nodes.map(({ number }) => number)
  return nodes
    .map((node) => {
      const isDuplicate =
        node.number !== null && numbers.indexOf(node.number) !== numbers.lastIndexOf(node.number)
      return isDuplicate ? { ...node, isDuplicate, name: `${node.name} (${node.usbPath})` } : node
    })
    .sort((one, other) => collator.compare(one.name, other.name))
}

const collator = new Intl.Collator('en', { numeric: true })

function describe(device: UsbDevice): FoundNode | null {
  const kind = kindOf(device)
  if (kind === null) return null
  const number = nodeNumberOf(device) ?? numberInMac(kind, device.networkInterfaces[0]?.mac)
  const serial = plain(device.serial)
  return {
    usbPath: device.path,
    kind,
    name: number === null ? serial || `usb-${device.path}` : `p${number}`,
    number,
    isDuplicate: false,
    // usr/sbin/composite-clusterctrl and the initramfs of clusterhat-image: "ClusterCTRL USB", "ClusterCTRL-usbboot".
    isWithoutCard: kind === 'cluster-ctrl' && /usb/i.test(device.product),
    serial,
    serialPort: device.serialPorts[0]?.path ?? null,
    network: device.networkInterfaces[0] ?? null,
    lacksDriver: device.lacksDriver,
  }
}

/** 00:22:82:ff:fe:ID is this computer's side of the cable to node ID: a node whose serial number says nothing is known by it. */
function numberInMac(kind: Node['kind'], mac = ''): number | null {
  const last = /^00:22:82:ff:fe:([0-9a-f]{2})$/.exec(mac)?.[1]
  if (kind !== 'cluster-ctrl' || last === undefined) return null
  const number = Number.parseInt(last, 16)
  return number >= 1 && number <= 252 ? number : null
}

/** What a device says is shown to people and printed to terminals. */
function plain(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '').slice(0, 80)
}
