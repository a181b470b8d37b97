import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBoundSockets, openTransferSockets } from './broker.ts'

// The other end is played by a small Node program; the real broker is in test/interop/broker.test.ts.
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bootbench-broker-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function fakeBroker(name: string, script: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, `#!${process.execPath}\n${script}\n`)
  await chmod(path, 0o755)
  return path
}

const handOver = `
const dgram = require('node:dgram'), net = require('node:net')
async function give(request, bootbenchSocket) {
  const [protocol, port] = request.split(':')
  const socket = protocol === 'udp' ? dgram.createSocket('udp4') : net.createServer()
  await new Promise((resolve) => protocol === 'udp' ? socket.bind(0, '127.0.0.1', resolve) : socket.listen(0, '127.0.0.1', resolve))
  await new Promise((resolve) => process.send({ bootbenchSocket }, socket, resolve))
}
`

test('the sockets come back under the names of their requests and work', async () => {
  const brokerPath = await fakeBroker(
    'good',
    `${handOver}
    (async () => {
      if (process.argv.slice(2, 4).join(' ') !== '--interface eth9') process.exit(2)
      // In the wrong order, because the index in the message is what counts.
      await give(process.argv[5], 1)
      await give(process.argv[4], 0)
      process.exit()
    })()`,
  )
  const result = await openBoundSockets({
    brokerPath,
    interfaceName: 'eth9',
    requests: {
      dhcp: { protocol: 'udp', port: 67 },
      http: { protocol: 'tcp', port: 5000, address: '192.168.77.1' },
    },
  })
  if (result.kind === 'refused') throw new Error(result.message)
  const { dhcp, http } = result.sockets
  expect(dhcp.address().address).toBe('127.0.0.1')
  const address = http.address()
  const accepted = new Promise<net.Socket>((resolve) => http.once('connection', resolve))
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const client = net.connect(port, '127.0.0.1')
  ;(await accepted).destroy()
  client.destroy()
  dhcp.close()
  http.close()
})

test.for([
  [2, 'bad-request'],
  [3, 'no-channel'],
  [4, 'interface-unusable'],
  [5, 'not-permitted'],
  [6, 'port-in-use'],
  [7, 'system-error'],
  [8, 'handover-failed'],
  [99, 'handover-failed'],
] as const)(
  'exit code %i is the refusal %s with the broker’s own sentence',
  async ([exit, code]) => {
    const brokerPath = await fakeBroker(
      `exit-${exit}`,
      `process.stderr.write('bootbench-broker: no; because; do this\\n'); process.exitCode = ${exit}; process.disconnect()`,
    )
    const result = await openTransferSockets({ brokerPath, interfaceName: 'eth9', count: 2 })
    expect(result).toEqual({ kind: 'refused', code, message: 'no; because; do this' })
  },
)

test('a broker that gives too few sockets is refused and what it gave is closed', async () => {
  const brokerPath = await fakeBroker(
    'few',
    `${handOver} give('udp:0', 0).then(() => process.exit())`,
  )
  const result = await openTransferSockets({ brokerPath, interfaceName: 'eth9', count: 2 })
  expect(result).toMatchObject({ kind: 'refused', code: 'handover-failed' })
})

test('a broker that gives sockets nobody asked for is refused', async () => {
  const brokerPath = await fakeBroker(
    'wrong',
    `${handOver} give('udp:0', 0).then(() => give('udp:0', 0)).then(() => give('udp:0', 7)).then(() => give('udp:0')).then(() => process.exit())`,
  )
  const result = await openTransferSockets({ brokerPath, interfaceName: 'eth9', count: 2 })
  expect(result).toMatchObject({ kind: 'refused', code: 'handover-failed' })
})

test('a broker that hangs is killed at the limit', async () => {
  const brokerPath = await fakeBroker(
    'hang',
    'process.on("SIGTERM", () => 0); setInterval(() => 0, 1000)',
  )
  const result = await openTransferSockets({
    brokerPath,
    interfaceName: 'eth9',
    count: 1,
    limitMs: 500,
  })
  expect(result).toMatchObject({ kind: 'refused', code: 'timed-out' })
})

test.for([
  ['that is not there', '/bootbench/no-such-broker', 'eth9'],
  ['that is a folder', '/', 'eth9'],
  ['whose argument cannot be passed', process.execPath, 'eth\0'],
] as const)('a broker %s is refused, not thrown', async ([, brokerPath, interfaceName]) => {
  const result = await openTransferSockets({ brokerPath, interfaceName, count: 1 })
  expect(result).toMatchObject({ kind: 'refused', code: 'broker-missing' })
})
