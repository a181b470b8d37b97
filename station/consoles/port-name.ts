import { nodeNumberOf } from '../../contract/node-plan.ts'
import type { SerialPortInfo } from '../platform/serial-port.ts'

/** What a serial port is called, as long as it can be told from the others. */
export type PortName = {
  /** Stays the same when it is unplugged and plugged in again. */
  readonly id: string
  readonly name: string
}

/**
 * A node of a ClusterCTRL board is `p1` to `p252` by the serial number of its gadget (3171:0020 to 0025), its second port
 * (interface 4, `/dev/ttypiNa` of clusterhat-image) `p1a`. Other USB ports have their USB port and interface as id; the rest their path.
 */
export function nameOfPort({ path, usb }: SerialPortInfo): PortName {
  const shortPath = path.replace(/^\/dev\//, '')
  if (usb === null) return { id: shortPath, name: shortPath }
  const node = nodeNumberOf(usb)
  if (node !== null) {
    const name = `p${node}${usb.interfaceNumber >= 4 ? 'a' : ''}`
    return { id: name, name }
  }
  const called = [usb.product || hexIds(usb), usb.serial].filter(Boolean).join(' ')
  const name = called.slice(0, 80).replaceAll(/\p{Cc}/gu, '')
  if (usb.path === '') return { id: `${hexIds(usb)}-${usb.serial || shortPath}`, name }
  return { id: `usb-${usb.path}-${usb.interfaceNumber}`, name }
}

/** The name for a port whose own name is taken: two nodes that say the same number, for example. */
export function nameByPlace({ path, usb }: SerialPortInfo): PortName {
  const place = usb?.path ? `usb-${usb.path}-${usb.interfaceNumber}` : path.replace(/^\/dev\//, '')
  return { id: place, name: place }
}

function hexIds({ vendorId, productId }: { vendorId: number; productId: number }): string {
  return [vendorId, productId].map((id) => id.toString(16).padStart(4, '0')).join(':')
}
