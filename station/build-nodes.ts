import type { AttachmentList } from './attachments/attachment-list.ts'
import { createNodeNetwork, type NodeNetwork } from './nodes/node-network.ts'
import { createNodes, type Nodes } from './nodes/nodes.ts'
import { type ListUsbDevices, listLinuxUsbDevices } from './platform/linux-usb-devices.ts'

/** Stand-ins for the gadgets on this computer's USB, and for the network to them. */
export type NodeWorld = { readonly listDevices: ListUsbDevices; readonly network: NodeNetwork }

/** Pi Zeros as USB gadgets; what is found is put into `attachments`. Beside simulated boards only the stand-ins are looked at. */
export function buildNodes(needs: {
  readonly attachments: AttachmentList
  readonly world: NodeWorld | undefined
  readonly simulated: boolean
  readonly brokerPath: string
  readonly wantsAddresses: () => boolean
  readonly clock: () => number
  readonly log: (message: string) => void
}): Nodes {
  const { attachments, world, simulated, brokerPath, wantsAddresses, clock, log } = needs
  return createNodes({
    listDevices:
      world?.listDevices ??
      (simulated ? async () => [] : listLinuxUsbDevices('/sys/bus/usb/devices')),
    network: world?.network ?? createNodeNetwork(brokerPath),
    wantsAddresses,
    consoleAt: (path) =>
      attachments.current().consoles.find((one) => one.path === path)?.id ?? null,
    onChanged: (nodes) => attachments.put({ nodes: [...nodes] }),
    clock,
    log,
  })
}
