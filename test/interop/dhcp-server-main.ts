/**
 * Entry: a DHCP server on UDP 67 (and 4011) of the network namespace it runs in, for the interop tests.
 * Takes its settings as one JSON argument and writes its events as JSON lines on standard output.
 */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createAddressProbe } from '../../station/platform/address-probe.ts'
import type { BootDecision } from '../../station/protocols/dhcp/boot-policy.ts'
import type { DatagramPort } from '../../station/protocols/dhcp/datagram-port.ts'
import { createMemoryLeaseStore } from '../../station/protocols/dhcp/memory-lease-store.ts'
import { createDhcpServer } from '../../station/protocols/dhcp/server.ts'
import type { DhcpServerOptions } from '../../station/protocols/dhcp/server-options.ts'

/** What the test passes in. */
export interface InteropServerSettings {
  mode: 'server' | 'proxy'
  serverAddress: string
  netmask: string
  range: { first: string; last: string }
  leaseSeconds: number
  decision: BootDecision
  probe: boolean
  interfaceName: string
}

const settings: InteropServerSettings = JSON.parse(process.argv[2] ?? '{}')
const server = createDhcpServer(await serverOptions())
server.start()
print({ kind: 'ready' })
process.once('SIGTERM', () => {
  server.stop()
})

async function serverOptions(): Promise<DhcpServerOptions> {
  const { serverAddress, netmask, decision } = settings
  const common = {
    port: await openPort(67),
    serverAddress,
    netmask,
    policy: () => decision,
    onEvent: print,
    piThreeDelayMilliseconds: 0,
  }
  if (settings.mode === 'proxy') {
    return { ...common, mode: 'proxy', proxyPort: await openPort(4011) }
  }
  const { range, leaseSeconds } = settings
  return {
    ...common,
    mode: 'server',
    range,
    leaseSeconds,
    leaseStore: createMemoryLeaseStore(),
    router: serverAddress,
    dns: [serverAddress],
    domainName: 'bench.test',
    ...(settings.probe ? { probe: createAddressProbe(settings.interfaceName) } : {}),
  }
}

/** The namespace has one interface only, so a socket on every address is one on that interface. */
async function openPort(number: number): Promise<DatagramPort> {
  const socket = createSocket('udp4')
  socket.bind(number, '0.0.0.0')
  await once(socket, 'listening')
  socket.setBroadcast(true)
  return {
    send: (bytes, port, address) =>
      new Promise((resolve, reject) => {
        socket.send(bytes, port, address, (error) => (error ? reject(error) : resolve()))
      }),
    onMessage: (listener) => {
      socket.on('message', (bytes, { address, port }) => listener(bytes, { address, port }))
    },
    close: () => {
      socket.close()
    },
  }
}

function print(event: object): void {
  process.stdout.write(`${JSON.stringify(event)}\n`)
}
