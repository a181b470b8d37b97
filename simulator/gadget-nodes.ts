import type { SimulatedSerialPorts } from './serial-ports.ts'

/** The USB devices of simulated nodes and the network to them, in the shape of the station's own. */
export type SimulatedNodes = {
  listDevices(isWanted: (ids: GadgetIds) => boolean): Promise<readonly SimulatedGadget[]>
  readonly network: {
    hold(line: { readonly interfaceName: string }): Promise<SimulatedLineHold>
    answers(interfaceName: string, address: string): Promise<boolean>
  }
}

type GadgetIds = { readonly vendorId: number; readonly productId: number }

type SimulatedGadget = GadgetIds & {
  readonly path: string
  readonly serial: string
  readonly product: string
  readonly serialPorts: readonly { readonly path: string; readonly interfaceNumber: number }[]
  readonly networkInterfaces: readonly {
    readonly name: string
    readonly mac: string
    readonly index: number
  }[]
  readonly lacksDriver: boolean
}

type SimulatedLineHold = {
  readonly kind: 'held'
  readonly release: () => Promise<void>
  readonly ended: Promise<void>
}

/** This one has the address of every node that was never set up. */
const unconfiguredNode = 3

/** Each simulated serial port of a node with the network interface beside it, as the gadget 3171:0021 has both. */
export function createSimulatedNodes(ports: SimulatedSerialPorts): SimulatedNodes {
  const gadgets = async (): Promise<readonly SimulatedGadget[]> =>
    (await ports.list()).map(({ path, usb }) => {
      const { vendorId, productId, serial, product, interfaceNumber } = usb
      const number = Number(serial)
      const last = number.toString(16).padStart(2, '0')
      return {
        ...{ path: usb.path, vendorId, productId, serial, product },
        serialPorts: [{ path, interfaceNumber }],
        networkInterfaces: [
          { name: `ethpi${number}`, mac: `00:22:82:ff:fe:${last}`, index: number },
        ],
        lacksDriver: false,
      }
    })
  return {
    listDevices: async (isWanted) => (await gadgets()).filter(isWanted),
    network: {
      hold: async () => {
        const { promise, resolve } = Promise.withResolvers<void>()
        return { kind: 'held', release: async () => resolve(), ended: promise }
      },
      answers: async (interfaceName, address) => {
        const isThere = (await gadgets()).some(({ networkInterfaces }) =>
          networkInterfaces.some(({ name }) => name === interfaceName),
        )
        return isThere && address === addressOf(interfaceName)
      },
    },
  }
}

function addressOf(interfaceName: string): string {
  const number = Number(interfaceName.replace('ethpi', ''))
  return `172.19.181.${number === unconfiguredNode ? 253 : number}`
}
