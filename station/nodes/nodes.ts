import type { Node } from '../../contract/node.ts'
import type { ListUsbDevices } from '../platform/linux-usb-devices.ts'
import { describeNodes, type FoundNode, kindOf } from './describe-nodes.ts'
import { createNodeLines } from './node-lines.ts'
import type { NodeNetwork } from './node-network.ts'
import { noticeOf } from './node-notice.ts'

/** The Pi Zeros on this computer's USB. */
export type Nodes = {
  /** Looks for plugged and unplugged nodes now; it is done every two seconds anyway. */
  look(): Promise<void>
  /** Ends looking, and takes every address off. */
  stop(): Promise<void>
}

export type NodesNeeds = {
  readonly listDevices: ListUsbDevices
  readonly network: NodeNetwork
  /** Did a person say that the station may put addresses on the cables of nodes? */
  readonly wantsAddresses: () => boolean
  /** The id of the console of this serial port; null where it is not known yet. */
  readonly consoleAt: (path: string) => string | null
  /** All of them, after something about one has changed. */
  readonly onChanged: (nodes: readonly Node[]) => void
  readonly clock: () => number
  readonly log: (message: string) => void
  /** Shorter waits, for tests. Milliseconds. */
  readonly timing?: Partial<NodesTiming>
}

export type NodesTiming = {
  readonly look: number
  /** Until a node is asked again. */
  readonly ask: number
  /** Drivers are loaded as a node is plugged in: only one that is missing after this is missing. */
  readonly drivers: number
}

const usualTiming: NodesTiming = { look: 2_000, ask: 15_000, drivers: 5_000 }

/** Finds nodes, pairs the serial port and the network interface of each, and keeps the lines to them. */
export function createNodes(needs: NodesNeeds): Nodes {
  const { listDevices, network, wantsAddresses, consoleAt, onChanged, clock, log } = needs
  const timing = { ...usualTiming, ...needs.timing }
  const since = new Map<string, number>()
  let found: readonly FoundNode[] = []
  let published = '[]'

  const lines = createNodeLines({ network, onChanged: publish, pause: timing.ask })

  function publish(): void {
    const nodes = found.map((node) => nodeOf(node))
    const text = JSON.stringify(nodes)
    if (text === published) return
    published = text
    onChanged(nodes)
  }

  function nodeOf(node: FoundNode): Node {
    const { usbPath, kind, name, serial, serialPort } = node
    const state = lines.stateOf(usbPath)
    const hasSettled = clock() - (since.get(usbPath) ?? 0) >= timing.drivers
    return {
      usbPath,
      kind,
      name,
      serial,
      serialPort,
      consoleId: serialPort === null ? null : consoleAt(serialPort),
      networkInterface: node.network?.name ?? null,
      address: state.kind === 'asked' ? state.address : null,
      notice: noticeOf({ ...node, lacksDriver: node.lacksDriver && hasSettled }, state),
    }
  }

  async function lookNow(): Promise<void> {
    found = describeNodes(await listDevices((ids) => kindOf(ids) !== null))
    const paths = new Set(found.map(({ usbPath }) => usbPath))
    for (const path of since.keys()) if (!paths.has(path)) since.delete(path)
    for (const path of paths) if (!since.has(path)) since.set(path, clock())
    if (!isStopped) lines.want(wantsAddresses() ? found : [])
    publish()
  }

  let isStopped = false
  let looking: Promise<void> | null = null
  let told = ''
  const look = (): Promise<void> => {
    looking ??= lookNow()
      .catch((error) => {
        if (told !== String(error)) log(`nodes: USB devices can't be listed: ${String(error)}`)
        told = String(error)
      })
      .finally(() => {
        looking = null
      })
    return looking
  }
  const timer = setInterval(look, timing.look)
  look()
  return {
    look,
    stop: async () => {
      isStopped = true
      clearInterval(timer)
      await looking
      await lines.stop()
    },
  }
}
