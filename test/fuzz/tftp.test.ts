import dgram from 'node:dgram'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { tftpRead } from '../../station/protocols/tftp/client.ts'
import type { TftpEvent } from '../../station/protocols/tftp/event.ts'
import { startLoopbackServer } from '../../station/protocols/tftp/loopback-server.ts'
import { splitSerialPrefix } from '../../station/protocols/tftp/names.ts'
import { createNativeEngine } from '../../station/protocols/tftp/native-engine.ts'
import { decodePacket, encodePacket } from '../../station/protocols/tftp/packet.ts'
import type { ResolveFile } from '../../station/protocols/tftp/resolve.ts'
import {
  LocalEngine,
  type TransferEngine,
  type TransferReport,
} from '../../station/protocols/tftp/transfer-engine.ts'
import { openTransferSocket } from '../../station/protocols/tftp/transfer-socket.ts'
import { buildMover } from '../lab/build-broker.ts'
import { mutate, Random, seedPackets } from './tftp-mutator.ts'

const packets = 1_000_000
const seed = 0x5eed
/** The kernel drops what a socket's buffer of 208 KiB cannot hold; a packet takes 768 bytes. */
const batch = 200
/** Decoding a million packets and running a server makes garbage; growth beyond this is a leak. */
const allowedGrowthBytes = 64 * 1024 * 1024

const file = new Uint8Array(20_000).fill(7)
const resolveFile: ResolveFile = (name) => {
  const split = splitSerialPrefix(name)
  if (split.kind === 'refused') return { kind: 'denied', message: split.reason }
  return split.rest === 'start4.elf' ? { kind: 'bytes', bytes: file } : { kind: 'not-found' }
}

test('the codec takes mutated packets without a throw, and writes what it read', () => {
  const random = new Random(seed)
  for (let count = 0; count < packets / 5; count += 1) {
    const decoded = decodePacket(mutate(random, random.pick(seedPackets)))
    if (decoded.ok) expect(decodePacket(encodePacket(decoded.packet)).ok).toBe(true)
  }
})

test.each([
  ['sends by itself', undefined],
  ['sends by a mover that checks its memory', '-fsanitize=address,undefined'],
])(
  `a server that %s takes ${packets} mutated packets on its ports and still serves`,
  async (_, flags) => {
    const socketsBefore = openUdpSockets()
    const bench = await startFuzzedServer(flags === undefined ? undefined : await buildMover(flags))
    const senders = await Promise.all(Array.from({ length: 8 }, boundSocket))
    const transferPorts = transferPortsOf(senders)
    const random = new Random(seed)
    await sendMany(5 * batch, random, senders, bench.port, transferPorts)
    const before = heapAfterCollection()
    await sendMany(packets, random, senders, bench.port, transferPorts)
    const growth = heapAfterCollection() - before
    for (const sender of senders) sender.close()

    expect(bench.seen.has('failed')).toBe(false)
    expect(bench.seen.get('request') ?? 0).toBeGreaterThan(packets / 50)
    expect(growth).toBeLessThan(allowedGrowthBytes)
    await untilIdle(bench.server)
    const { address, port } = bench
    const result = await tftpRead({
      address,
      port,
      fileName: 'start4.elf',
      timeoutMilliseconds: 500,
    })
    expect(result).toEqual({ kind: 'ok', bytes: Buffer.from(file) })
    await bench.server.stop()
    expect(bench.logged).toEqual([])
    await expect.poll(openUdpSockets).toBe(socketsBefore)
  },
)

test.each([
  ['climbing', '../../etc/passwd'],
  ['climbing behind a serial', 'abcd1234/../../etc/passwd'],
  ['absolute', '/etc/passwd'],
  ['with backslashes', '..\\..\\windows\\win.ini'],
  ['500 characters long', 'a'.repeat(500)],
  ['with an escape', 'a\u001b[2Jb'],
  ['called __proto__', '__proto__'],
])('a name that is %s is answered with an error', async (_, fileName) => {
  const { server, address, port } = await startFuzzedServer()
  const result = await tftpRead({ address, port, fileName, timeoutMilliseconds: 500 })
  expect(['not-found', 'error']).toContain(result.kind)
  await server.stop()
})

test('a zero in a name ends it there, as in every TFTP server', async () => {
  const { server, address, port } = await startFuzzedServer()
  const fileName = 'start4.elf\0octet\0/../../etc/passwd'
  const result = await tftpRead({ address, port, fileName, timeoutMilliseconds: 500 })
  expect(result.kind).toBe('ok')
  await server.stop()
})

async function startFuzzedServer(moverPath?: string) {
  const logged: string[] = []
  const seen = new Map<TftpEvent['kind'], number>()
  const started = await startLoopbackServer({
    resolveFile,
    onEvent: (event) => seen.set(event.kind, (seen.get(event.kind) ?? 0) + 1),
    limits: { maximumTransfers: 32, maximumTransfersPerClient: 32 },
    createEngine: (report) => createFuzzedEngine(report, moverPath, (line) => logged.push(line)),
  })
  return { ...started, seen, logged }
}

function createFuzzedEngine(
  report: (report: TransferReport) => void,
  moverPath: string | undefined,
  log: (message: string) => void,
): TransferEngine {
  const open = () => openTransferSocket('127.0.0.1')
  if (moverPath === undefined) return new LocalEngine(open, report, 5)
  return createNativeEngine({
    moverPath,
    bindAddress: '127.0.0.1',
    tickMilliseconds: 5,
    movers: 2,
    openTransferSocket: () => Promise.reject(new Error('the mover was to be used')),
    report,
    log,
  })
}

/** Half of the packets go to the ports that answered last: those of running transfers. */
async function sendMany(
  count: number,
  random: Random,
  senders: readonly dgram.Socket[],
  listenPort: number,
  transferPorts: number[],
): Promise<void> {
  for (let sent = 0; sent < count; sent += batch) {
    for (let index = 0; index < batch; index += 1) {
      const packet = mutate(random, random.pick(seedPackets))
      const toTransfer = transferPorts.length > 0 && random.below(2) === 0
      const sender = random.pick(senders)
      sender.send(packet, toTransfer ? random.pick(transferPorts) : listenPort, '127.0.0.1')
    }
    await new Promise((resolve) => setImmediate(resolve))
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** The last 16 ports that answers came from. */
function transferPortsOf(senders: readonly dgram.Socket[]): number[] {
  const ports: number[] = []
  let place = 0
  for (const sender of senders) {
    sender.on('message', (_, from) => {
      ports[place] = from.port
      place = (place + 1) % 16
    })
  }
  return ports
}

function boundSocket(): Promise<dgram.Socket> {
  const socket = dgram.createSocket({
    type: 'udp4',
    lookup: (address, _, callback) => callback(null, address, 4),
  })
  return new Promise((resolve) => socket.bind(0, '127.0.0.1', () => resolve(socket)))
}

/** Heap and buffers in use once the garbage is gone. */
function heapAfterCollection(): number {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

function openUdpSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name.startsWith('UDP')).length
}

async function untilIdle(server: { readonly activeTransfers: number }): Promise<void> {
  while (server.activeTransfers > 0) await new Promise((resolve) => setTimeout(resolve, 20))
}
