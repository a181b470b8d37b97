/**
 * The station's servers on one interface, for one-interface.test.ts, which starts it in a
 * namespace: `one-interface-station.ts BROKER INTERFACE [MOVER]`. Says which client each packet came from
 * that reached it at all, whether it was answered or not.
 */
import type dgram from 'node:dgram'
import { openBoundSockets } from '../../station/platform/broker.ts'
import { createDatagramPort } from '../../station/platform/datagram-port.ts'
import { TransferSocketPool } from '../../station/platform/transfer-socket-pool.ts'
import { createMemoryLeaseStore } from '../../station/protocols/dhcp/memory-lease-store.ts'
import { createDhcpServer } from '../../station/protocols/dhcp/server.ts'
import { createNativeEngine } from '../../station/protocols/tftp/native-engine.ts'
import { createTftpServer } from '../../station/protocols/tftp/server.ts'

const [brokerPath = '', interfaceName = '', moverPath] = process.argv.slice(2)
const result = await openBoundSockets({
  brokerPath,
  interfaceName,
  requests: {
    dhcp: { protocol: 'udp', port: 67 },
    tftp: { protocol: 'udp', port: 69 },
    http: { protocol: 'tcp', port: 5000, address: '192.168.77.1' },
  },
})
if (result.kind === 'refused') throw new Error(result.message)
const { dhcp, tftp, http } = result.sockets
http.on('connection', (connection) => {
  console.log('reached tcp')
  connection.end('HTTP/1.0 200 OK\r\n\r\nwelcome\n')
})

tellWhatReaches(dhcp, 'dhcp', (bytes) => bytes.subarray(28, 34).toString('hex'))
tellWhatReaches(tftp, 'tftp', (bytes) => bytes.subarray(2).toString('latin1').split('\0')[0])

createDhcpServer({
  mode: 'server',
  port: createDatagramPort(dhcp, fail),
  serverAddress: '192.168.77.1',
  netmask: '255.255.255.0',
  range: { first: '192.168.77.100', last: '192.168.77.150' },
  leaseSeconds: 600,
  leaseStore: createMemoryLeaseStore(),
  policy: () => ({ kind: 'address-only' }),
  piThreeDelayMilliseconds: 0,
  onEvent: (event) => console.log(JSON.stringify(event)),
}).start()

const pool = new TransferSocketPool({ brokerPath, interfaceName })
await createTftpServer({
  socket: tftp,
  openTransferSocket: () => pool.take(),
  ...(moverPath === undefined
    ? {}
    : {
        createEngine: (report) =>
          createNativeEngine({
            moverPath,
            bindAddress: '192.168.77.1',
            interfaceName,
            openTransferSocket: () => Promise.reject(new Error('the mover was to be used')),
            report,
            log: (message) => console.log(message),
          }),
      }),
  resolveFile: () => ({ kind: 'bytes', bytes: Buffer.from(`${'[all]\n'.repeat(1000)}end\n`) }),
}).start()
console.log('ready')

function tellWhatReaches(
  socket: dgram.Socket,
  service: string,
  who: (bytes: Buffer) => string | undefined,
): void {
  socket.on('message', (bytes) => console.log(`reached ${service} ${who(bytes)}`))
}

function fail(error: Error): void {
  throw error
}
