import { afterEach, expect, test } from 'vitest'
import type { Node } from '../../contract/node.ts'
import type { UsbDevice } from '../platform/linux-usb-devices.ts'
import type { HeldLine, LineRefusal, NodeNetwork } from './node-network.ts'
import { createNodes, type Nodes } from './nodes.ts'

const limit = 5_000

/** A bus and a network that the test changes. */
function createWorld() {
  const devices = new Map<string, UsbDevice>()
  const held: string[] = []
  const log: string[] = []
  const answering = new Map<string, readonly string[]>()
  const breakers: (() => void)[] = []
  const told: string[] = []
  let refusal: LineRefusal | null = null
  let published: readonly Node[] = []
  let wantsAddresses = false
  let now = 0
  const network: NodeNetwork = {
    hold: async ({ interfaceName, station, node }): Promise<HeldLine | LineRefusal> => {
      if (refusal !== null) return refusal
      const name = `${station}>${node} on ${interfaceName}`
      held.push(name)
      log.push(`hold ${name}`)
      const { promise, resolve } = Promise.withResolvers<void>()
      const release = async (): Promise<void> => {
        if (held.includes(name)) held.splice(held.indexOf(name), 1)
        log.push(`release ${name}`)
        resolve()
      }
      breakers.push(() => {
        held.splice(held.indexOf(name), 1)
        resolve()
      })
      return { kind: 'held', release, ended: promise }
    },
    answers: async (interfaceName, address) =>
      answering.get(interfaceName)?.includes(address) ?? false,
  }
  return {
    devices,
    held,
    log,
    told,
    answering,
    network,
    setRefusal: (next: LineRefusal | null) => {
      refusal = next
    },
    breakLast: () => breakers.at(-1)?.(),
    setWants: (next: boolean) => {
      wantsAddresses = next
    },
    pass: (milliseconds: number) => {
      now += milliseconds
    },
    nodes: () => published,
    start: (): Nodes => {
      const nodes = createNodes({
        listDevices: async (isWanted) => [...devices.values()].filter(isWanted),
        network,
        wantsAddresses: () => wantsAddresses,
        consoleAt: (path) => (path === '/dev/ttyACM3' ? 'p3' : null),
        onChanged: (next) => {
          published = next
          told.push(...next.map(({ notice }) => notice?.code ?? ''))
        },
        clock: () => now,
        log: (message) => log.push(message),
        timing: { look: 10, ask: 10 },
      })
      running = nodes
      return nodes
    },
  }
}

let running: Nodes | null = null
afterEach(async () => {
  await running?.stop()
  running = null
})

function gadget(number: number, changes: Partial<UsbDevice> = {}): UsbDevice {
  return {
    path: `1-1.${number}`,
    vendorId: 0x3171,
    productId: 0x0021,
    serial: String(number),
    product: 'ClusterCTRL',
    serialPorts: [{ path: `/dev/ttyACM${number}`, interfaceNumber: 2 }],
    networkInterfaces: [
      { name: `ethpi${number}`, mac: `00:22:82:ff:fe:0${number}`, index: number },
    ],
    lacksDriver: false,
    ...changes,
  }
}

const eventually = (check: () => unknown) => expect.poll(check, { timeout: limit, interval: 5 })

test('a node is shown with its console and its interface, and no address is put on before a person said so', async () => {
  const world = createWorld()
  world.devices.set('3', gadget(3))
  await world.start().look()
  expect(world.nodes()).toEqual([
    {
      usbPath: '1-1.3',
      kind: 'cluster-ctrl',
      name: 'p3',
      serial: '3',
      serialPort: '/dev/ttyACM3',
      consoleId: 'p3',
      networkInterface: 'ethpi3',
      address: null,
      notice: null,
    },
  ])
  expect(world.log).toEqual([])
})

test('with consent each line is held for exactly one node, and given back when consent is', async () => {
  const world = createWorld()
  world.devices.set('1', gadget(1)).set('3', gadget(3))
  world.answering.set('ethpi1', ['172.19.181.1']).set('ethpi3', ['172.19.181.3'])
  world.setWants(true)
  world.start()
  await eventually(() => world.nodes().map(({ address }) => address)).toEqual([
    '172.19.181.1',
    '172.19.181.3',
  ])
  expect([...world.held].sort()).toEqual([
    '172.19.181.254>172.19.181.1 on ethpi1',
    '172.19.181.254>172.19.181.3 on ethpi3',
  ])
  world.setWants(false)
  await eventually(() => world.held).toEqual([])
  expect(world.nodes().map(({ address }) => address)).toEqual([null, null])
})

test('the fallback address is noticed and explained; a node that answers nowhere too', async () => {
  const world = createWorld()
  world.devices.set('3', gadget(3)).set('4', gadget(4))
  world.answering.set('ethpi3', ['172.19.181.253'])
  world.setWants(true)
  world.start()
  await eventually(() => world.nodes().map(({ notice }) => notice?.code)).toEqual([
    'node-unconfigured',
    'node-silent',
  ])
  const [p3] = world.nodes()
  expect(p3?.address).toBe('172.19.181.253')
  expect(p3?.notice?.message).toMatch(/the plan has 172\.19\.181\.3 .*reconfig-clusterctrl p3/)
  world.answering.set('ethpi3', ['172.19.181.3'])
  await eventually(() => world.nodes()[0]).toMatchObject({ address: '172.19.181.3', notice: null })
})

test('one missed question is not told: a busy node answers the next one', async () => {
  const world = createWorld()
  world.devices.set('3', gadget(3))
  let asked = 0
  // Of three candidates in the first round none; then each second round.
  world.network.answers = async (_interfaceName, address) => {
    if (address === '172.19.181.3') asked += 1
    return asked % 2 === 0
  }
  world.setWants(true)
  world.start()
  await eventually(() => asked).toBeGreaterThan(8)
  expect(world.told).not.toContain('node-silent')
  expect(world.nodes()[0]).toMatchObject({ address: '172.19.181.3', notice: null })
})

test('a line is given back when its node is unplugged, and held anew after it was plugged in again', async () => {
  const world = createWorld()
  world.devices.set('3', gadget(3))
  world.setWants(true)
  world.start()
  await eventually(() => world.held.length).toBe(1)
  // So quick that no look came between: the interface has its old name and a new number.
  world.devices.set('3', gadget(3, { networkInterfaces: [{ name: 'ethpi3', mac: '', index: 9 }] }))
  await eventually(() => world.log.filter((line) => line.startsWith('hold')).length).toBe(2)
  await eventually(() => world.held.length).toBe(1)
  world.devices.clear()
  await eventually(() => world.held).toEqual([])
  expect(world.nodes()).toEqual([])
})

test('two nodes with one number get a notice with their USB ports, and no address', async () => {
  const world = createWorld()
  world.devices.set('3', gadget(3)).set('4', gadget(4, { serial: '3' }))
  world.setWants(true)
  await world.start().look()
  expect(world.nodes().map(({ name, notice }) => [name, notice?.code])).toEqual([
    ['p3 (1-1.3)', 'node-duplicate'],
    ['p3 (1-1.4)', 'node-duplicate'],
  ])
  expect(world.held).toEqual([])
})

test('a line that is refused says why and is tried again; one that is taken away is held anew', async () => {
  const world = createWorld()
  world.devices.set('3', gadget(3))
  world.setWants(true)
  world.setRefusal({ kind: 'refused', code: 'not-permitted', message: 'No right. Give it.' })
  world.start()
  await eventually(() => world.nodes()[0]?.notice).toEqual({
    code: 'not-permitted',
    message: 'No right. Give it.',
  })
  world.setRefusal(null)
  await eventually(() => world.held.length).toBe(1)
  world.breakLast()
  await eventually(() => world.log.filter((line) => line.startsWith('hold')).length).toBe(2)
  await eventually(() => world.held.length).toBe(1)
})

test('a network that fails in an unforeseen way is told, and the other nodes go on', async () => {
  const world = createWorld()
  world.devices.set('3', gadget(3)).set('4', gadget(4))
  world.answering.set('ethpi4', ['172.19.181.4'])
  const { answers } = world.network
  world.network.answers = async (interfaceName, address) => {
    if (interfaceName === 'ethpi3') throw new Error('no memory')
    return answers(interfaceName, address)
  }
  world.setWants(true)
  world.start()
  await eventually(() => world.nodes().map(({ notice }) => notice?.code)).toEqual([
    'node-line-failed',
    undefined,
  ])
  await eventually(() => world.nodes()[1]?.address).toBe('172.19.181.4')
  expect(world.held).toEqual(['172.19.181.254>172.19.181.4 on ethpi4'])
})

test('a driver that is still missing after some seconds is told', async () => {
  const world = createWorld()
  world.devices.set('3', gadget(3, { lacksDriver: true, networkInterfaces: [] }))
  const nodes = world.start()
  await nodes.look()
  expect(world.nodes()[0]?.notice).toBeNull()
  world.pass(5_000)
  await eventually(() => world.nodes()[0]?.notice?.code).toBe('node-no-driver')
})

test('Raspberry Pi’s own gadget is explained, and nothing is put on its interface', async () => {
  const world = createWorld()
  world.devices.set('5', gadget(5, { vendorId: 0x2e8a, productId: 0x0013, serialPorts: [] }))
  world.setWants(true)
  await world.start().look()
  expect(world.nodes()[0]).toMatchObject({ kind: 'raspberry-pi-gadget', consoleId: null })
  expect(world.nodes()[0]?.notice?.message).toContain('10.12.194.1')
  expect(world.held).toEqual([])
})

test('at the end every address is taken off', async () => {
  const world = createWorld()
  world.devices.set('1', gadget(1)).set('3', gadget(3))
  world.setWants(true)
  const nodes = world.start()
  await eventually(() => world.held.length).toBe(2)
  await nodes.stop()
  expect(world.held).toEqual([])
})
