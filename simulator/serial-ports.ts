import { createSerialNode, type SerialNode } from './serial-node.ts'

/** Serial ports that are not there, in the shape of the station's own. */
export type SimulatedSerialPorts = {
  list(): Promise<readonly SimulatedPort[]>
  open(
    path: string,
    baud: number,
    listener: {
      readonly onData: (bytes: Uint8Array) => void
      readonly onEnd: (reason: string) => void
    },
  ): Promise<SimulatedLine>
  /** Pulls the plug of this node, or puts it back. */
  plug(number: number, isIn: boolean): void
  stop(): void
}

type SimulatedPort = {
  readonly path: string
  readonly usb: {
    readonly vendorId: number
    readonly productId: number
    readonly serial: string
    readonly product: string
    readonly path: string
    readonly interfaceNumber: number
  }
}

type SimulatedLine = {
  write(bytes: Uint8Array): Promise<void>
  setBaud(baud: number): Promise<void>
  pause(): void
  resume(): void
  close(): Promise<void>
}

/** Nodes p1 to pN of a ClusterCTRL board (gadget 3171:0021), each with a shell. */
export function createSimulatedSerialPorts(count: number, timeScale: number): SimulatedSerialPorts {
  const nodes = new Map<number, SerialNode>()
  for (let number = 1; number <= count; number += 1) {
    nodes.set(number, createSerialNode(`p${number}`, timeScale))
  }
  const out = new Set<number>()
  const openLines = new Map<number, (reason: string) => void>()
  return {
    list: async () => [...nodes.keys()].filter((number) => !out.has(number)).map(portOf),
    open: async (path, _baud, listener) => {
      const number = Number(/^\/dev\/ttyACM(\d+)$/.exec(path)?.[1] ?? -1) + 1
      const node = nodes.get(number)
      if (node === undefined || out.has(number)) throw new Error(`ENOENT: no such file, ${path}`)
      // As from a driver: never in the middle of the call that opens it.
      setImmediate(() => {
        if (openLines.get(number) === listener.onEnd) node.connect(listener.onData)
      })
      openLines.set(number, listener.onEnd)
      return {
        write: async (bytes) => node.type(bytes),
        setBaud: async () => undefined,
        pause: () => undefined,
        resume: () => undefined,
        close: async () => {
          openLines.delete(number)
          node.connect(null)
        },
      }
    },
    plug: (number, isIn) => {
      if (isIn) out.delete(number)
      else out.add(number)
      const end = openLines.get(number)
      if (isIn || end === undefined) return
      openLines.delete(number)
      nodes.get(number)?.connect(null)
      end('the simulated node was unplugged')
    },
    stop: () => {
      for (const node of nodes.values()) node.stop()
    },
  }
}

function portOf(number: number): SimulatedPort {
  return {
    path: `/dev/ttyACM${number - 1}`,
    usb: {
      vendorId: 0x3171,
      productId: 0x0021,
      serial: String(number),
      product: 'ClusterCTRL',
      path: `1-1.${number}`,
      interfaceNumber: 2,
    },
  }
}
