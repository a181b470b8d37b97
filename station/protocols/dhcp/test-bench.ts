/** A DHCP server on sockets that are not there, and the packets its tests send. Used by tests only. */
import type { DatagramPort, DatagramSource } from './datagram-port.ts'
import type { DhcpEvent } from './events.ts'
import { createMemoryLeaseStore } from './memory-lease-store.ts'
import { type DhcpOptions, type DhcpPacket, decodeDhcp, emptyPacket, encodeDhcp } from './packet.ts'
import { createDhcpServer } from './server.ts'
import type { LeasingOptions } from './server-options.ts'

/** Option 60 of every Raspberry Pi's boot ROM. */
export const pxe = 'PXEClient:Arch:00000:UNDI:002001'

/** Option 97 of a CM4, revision c03140, serial number ending in ab001234. */
export const piMachineId = Uint8Array.from(Buffer.from('00525069344031c00001020304341200ab', 'hex'))

type SentPacket = { packet: DhcpPacket; bytes: Uint8Array; port: number; address: string }

function fakePort(send?: DatagramPort['send']) {
  let listener: Parameters<DatagramPort['onMessage']>[0] | undefined
  const sent: SentPacket[] = []
  const state = { isClosed: false }
  const port: DatagramPort = {
    send(bytes, toPort, address) {
      if (send !== undefined) return send(bytes, toPort, address)
      const result = decodeDhcp(bytes)
      if (result.kind === 'ok') sent.push({ packet: result.packet, bytes, port: toPort, address })
    },
    onMessage(newListener) {
      listener = newListener
    },
    close() {
      state.isClosed = true
    },
  }
  const deliver = (bytes: Uint8Array, source: DatagramSource) => listener?.(bytes, source)
  return { port, sent, state, deliver }
}

export function setUp(options: Partial<LeasingOptions> = {}, send?: DatagramPort['send']) {
  let now = 1_000_000
  const fake = fakePort(send)
  const events: DhcpEvent[] = []
  const server = createDhcpServer({
    mode: 'server',
    port: fake.port,
    serverAddress: '10.0.0.1',
    netmask: '255.255.255.0',
    range: { first: '10.0.0.10', last: '10.0.0.20' },
    leaseSeconds: 3600,
    leaseStore: createMemoryLeaseStore(),
    policy: () => ({ kind: 'address-only' }),
    onEvent: (event) => events.push(event),
    clock: () => now,
    ...options,
  })
  server.start()
  const source = { address: '0.0.0.0', port: 68 }
  const receive = (packet: DhcpPacket) => fake.deliver(encodeDhcp(packet), source)
  return {
    server,
    events,
    receive,
    receiveBytes: (bytes: Uint8Array) => fake.deliver(bytes, source),
    sent: () => fake.sent,
    last: () => fake.sent.at(-1)?.packet,
    isClosed: () => fake.state.isClosed,
    kinds: () => events.map((event) => event.kind),
    ignored: () => events.flatMap((event) => (event.kind === 'ignored' ? [event.reason] : [])),
    wait(seconds: number) {
      now += seconds * 1000
    },
    lease(number: number) {
      const hardwareAddress = mac(number)
      receive({ ...discover(), hardwareAddress })
      const offered = fake.sent.at(-1)?.packet.yourAddress ?? ''
      receive({ ...select(offered), hardwareAddress })
      if (fake.sent.at(-1)?.packet.options.messageType !== 'ack') throw new Error('no lease given')
    },
  }
}

export function setUpProxy() {
  const serverPort = fakePort()
  const proxyPort = fakePort()
  const events: DhcpEvent[] = []
  const server = createDhcpServer({
    mode: 'proxy',
    port: serverPort.port,
    proxyPort: proxyPort.port,
    serverAddress: '10.0.0.1',
    netmask: '255.255.255.0',
    policy: () => ({ kind: 'netboot', bootFile: 'grub.efi' }),
    onEvent: (event) => events.push(event),
  })
  server.start()
  return {
    receive: (packet: DhcpPacket) =>
      serverPort.deliver(encodeDhcp(packet), { address: '0.0.0.0', port: 68 }),
    proxyReceive: (packet: DhcpPacket, source: DatagramSource) =>
      proxyPort.deliver(encodeDhcp(packet), source),
    sent: () => serverPort.sent,
    proxySent: () => proxyPort.sent,
    kinds: () => events.map((event) => event.kind),
    ignored: () => events.flatMap((event) => (event.kind === 'ignored' ? [event.reason] : [])),
  }
}

export function request(options: DhcpOptions): DhcpPacket {
  return {
    ...emptyPacket('request'),
    transactionId: 7,
    hardwareAddress: mac(1),
    options: { messageType: 'request', ...options },
  }
}

export function discover(options: DhcpOptions = {}): DhcpPacket {
  return request({ messageType: 'discover', ...options })
}

export function select(requestedAddress: string, options: DhcpOptions = {}): DhcpPacket {
  return request({ requestedAddress, serverIdentifier: '10.0.0.1', ...options })
}

export function piThreeDiscover(): DhcpPacket {
  const clientMachineId = new Uint8Array(17).fill(0x44, 1)
  const packet = discover({ vendorClass: pxe, clientMachineId })
  return { ...packet, transactionId: 0x26f30339 }
}

export function mac(number: number): string {
  const low = (number % 256).toString(16).padStart(2, '0')
  return `02:00:00:00:${(number >> 8).toString(16).padStart(2, '0')}:${low}`
}
