import dgram from 'node:dgram'
import { EventEmitter } from 'node:events'
import { afterEach, describe, expect, test } from 'vitest'
import { tftpRead } from './client.ts'
import type { TftpEvent } from './event.ts'
import { startLoopbackServer } from './loopback-server.ts'
import { decodePacket, encodePacket, type TftpOption, type TftpPacket } from './packet.ts'
import type { Resolved, ResolveFile } from './resolve.ts'
import { createTftpServer, type TftpServer, type TftpServerLimits } from './server.ts'
import { LocalEngine } from './transfer-engine.ts'
import { openTransferSocket } from './transfer-socket.ts'
import { createWorkerEngine } from './worker-engine.ts'
import type { WorkerSockets } from './worker-messages.ts'

const loopback: WorkerSockets = { kind: 'address', bindAddress: '127.0.0.1' }
const cleanups: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

type Files = Record<string, Uint8Array>

type Bench = {
  readonly server: TftpServer
  readonly address: string
  readonly port: number
  readonly events: TftpEvent[]
  /** Waits for an event of this kind; the test's own time limit is the limit. */
  readonly event: (kind: TftpEvent['kind']) => Promise<TftpEvent>
}

type Setting = {
  readonly resolveFile?: ResolveFile
  readonly limits?: Partial<TftpServerLimits>
  readonly tick?: number
  readonly threads?: number
  readonly sockets?: WorkerSockets
}

async function serve(files: Files, setting: Setting = {}): Promise<Bench> {
  const events: TftpEvent[] = []
  const waiting: { kind: TftpEvent['kind']; resolve: (event: TftpEvent) => void }[] = []
  const started = await startLoopbackServer({
    resolveFile: setting.resolveFile ?? ((name) => fromFiles(files, name)),
    ...(setting.limits === undefined ? {} : { limits: setting.limits }),
    createEngine: (report) =>
      setting.threads === undefined
        ? new LocalEngine(() => openTransferSocket('127.0.0.1'), report, setting.tick)
        : createWorkerEngine({
            threads: setting.threads,
            sockets: setting.sockets ?? loopback,
            report,
          }),
    onEvent: (event) => {
      events.push(event)
      for (const wait of waiting) if (wait.kind === event.kind) wait.resolve(event)
    },
  })
  cleanups.push(() => started.server.stop())
  const event = (kind: TftpEvent['kind']) => {
    const seen = events.find((candidate) => candidate.kind === kind)
    if (seen !== undefined) return Promise.resolve(seen)
    return new Promise<TftpEvent>((resolve) => waiting.push({ kind, resolve }))
  }
  return { ...started, events, event }
}

function fromFiles(files: Files, name: string): Resolved {
  const bytes = Object.hasOwn(files, name) ? files[name] : undefined
  return bytes === undefined ? { kind: 'not-found' } : { kind: 'bytes', bytes }
}

function pattern(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 8)) & 0xff)
}

function reader(bytes: Uint8Array, closed: () => void = () => undefined): Resolved {
  return {
    kind: 'reader',
    size: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, offset + length),
    close: closed,
  }
}

/** A client made by hand: it does what no good client does. */
async function rawClient(bench: Bench) {
  const socket = dgram.createSocket('udp4')
  const received: { packet: TftpPacket; port: number }[] = []
  const waiting: (() => void)[] = []
  socket.on('message', (message, sender) => {
    const decoded = decodePacket(message)
    if (!decoded.ok) throw new Error(decoded.reason)
    received.push({ packet: decoded.packet, port: sender.port })
    for (const wake of waiting.splice(0)) wake()
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  let open = true
  const close = () => {
    if (open) socket.close()
    open = false
  }
  cleanups.push(close)
  return {
    received,
    close,
    send: (packet: TftpPacket | Uint8Array, port = bench.port) =>
      socket.send(
        packet instanceof Uint8Array ? packet : encodePacket(packet),
        port,
        bench.address,
      ),
    next: async () => {
      while (received.length === 0) await new Promise<void>((resolve) => waiting.push(resolve))
      const first = received.shift()
      if (first === undefined) throw new Error('nothing was received')
      return first
    },
  }
}

function request(fileName: string, options: TftpOption[] = [], mode = 'octet'): TftpPacket {
  return { kind: 'read-request', fileName, mode, options }
}

function acknowledge(block: number): TftpPacket {
  return { kind: 'acknowledgement', block }
}

const sizes = [0, 1, 511, 512, 513, 1024, 1468, 1468 * 3, 1468 * 4 * 5, 100_001]

describe.each([
  ['on this thread', undefined],
  ['on two other threads', 2],
])('%s', (_, threads) => {
  const where = threads === undefined ? {} : { threads }

  test.each([
    [undefined, undefined],
    [512, 1],
    [1468, 4],
    [1468, 16],
  ])(
    'files of many sizes arrive whole with block size %s, window %s',
    async (blockSize, windowSize) => {
      const files = Object.fromEntries(sizes.map((size) => [`f${size}`, pattern(size)]))
      const { address, port } = await serve(files, where)
      for (const size of sizes) {
        const result = await tftpRead({
          address,
          port,
          fileName: `f${size}`,
          timeoutMilliseconds: 1000,
          ...(blockSize === undefined ? {} : { blockSize }),
          ...(windowSize === undefined ? {} : { windowSize }),
        })
        if (result.kind !== 'ok') throw new Error(`${size}: ${result.message}`)
        expect(Buffer.compare(result.bytes, pattern(size)), `size ${size}`).toBe(0)
      }
    },
  )

  test('a reader is read in pieces from front to back and closed once', async () => {
    const bytes = pattern(1_000_003)
    let closed = 0
    const bench = await serve(
      {},
      { ...where, resolveFile: () => reader(bytes, () => (closed += 1)) },
    )
    const { address, port } = bench
    const options = { address, port, fileName: 'x', blockSize: 1468, timeoutMilliseconds: 1000 }
    const result = await tftpRead({ ...options, windowSize: 16 })
    expect(result.kind === 'ok' && Buffer.compare(result.bytes, bytes)).toBe(0)
    await bench.event('done')
    expect(closed).toBe(1)
  })

  test('a reader that fails or gives too little ends the transfer with an error', async () => {
    for (const read of [
      () => Promise.reject(new Error('the disk is gone')),
      async () => new Uint8Array(1),
    ]) {
      const resolveFile: ResolveFile = () => ({
        kind: 'reader',
        size: 5000,
        read,
        close: () => undefined,
      })
      const bench = await serve({}, { ...where, resolveFile })
      const { address, port } = bench
      const result = await tftpRead({ address, port, fileName: 'x', timeoutMilliseconds: 1000 })
      expect(result.kind).toBe('error')
      expect(await bench.event('error')).toMatchObject({ message: expect.stringContaining('read') })
    }
  })
})

test('a file of more than 65535 blocks goes on with block 0', async () => {
  const bytes = pattern(8 * 66_000)
  const { address, port } = await serve({ big: bytes })
  const options = { address, port, fileName: 'big', blockSize: 8, timeoutMilliseconds: 1000 }
  const result = await tftpRead({ ...options, windowSize: 32 })
  expect(result.kind === 'ok' && Buffer.compare(result.bytes, bytes)).toBe(0)
})

test.each([1, 8])(
  'with one in fifty packets lost both ways a file arrives, window %s',
  async (windowSize) => {
    const bytes = pattern(400_000)
    const { address, port } = await serve({ file: bytes }, { tick: 5 })
    let count = 0
    const everyFiftieth = () => {
      count += 1
      return count % 50 === 7
    }
    const result = await tftpRead({
      address,
      port,
      fileName: 'file',
      blockSize: 1468,
      windowSize,
      timeoutMilliseconds: 300,
      lossInjector: everyFiftieth,
    })
    expect(result.kind === 'ok' && Buffer.compare(result.bytes, bytes)).toBe(0)
  },
)

test('the habit of asking for the size, hanging up and asking again is normal', async () => {
  const bench = await serve({ 'abcd1234/config.txt': pattern(700) })
  const { address, port } = bench
  const options = { address, port, fileName: 'abcd1234/config.txt', timeoutMilliseconds: 1000 }
  for (let time = 0; time < 3; time += 1) {
    const result = await tftpRead({ ...options, blockSize: 1024, probe: true })
    expect(result.kind).toBe('ok')
  }
  await bench.event('done')
  const kinds = bench.events.map((event) => event.kind)
  expect(kinds).not.toContain('error')
  expect(kinds.filter((kind) => kind === 'early-terminate')).toHaveLength(3)
  expect(bench.events.find((event) => event.kind === 'early-terminate')).toMatchObject({
    message: 'Early terminate',
    bytes: 0,
    size: 700,
  })
})

test('what is not served is refused at once, from a port of its own, with the right code', async () => {
  const bench = await serve(
    {},
    {
      resolveFile: (name) =>
        name === 'no' ? { kind: 'denied', message: 'Not yours' } : { kind: 'not-found' },
    },
  )
  const client = await rawClient(bench)
  const cases: [TftpPacket, number][] = [
    [request('missing'), 1],
    [request('no'), 2],
    [{ kind: 'write-request', fileName: 'a', mode: 'octet', options: [] }, 2],
    [request('a', [], 'netascii'), 4],
    [request('a', [], 'mail'), 4],
  ]
  for (const [packet, code] of cases) {
    client.send(packet)
    const answer = await client.next()
    expect(answer.packet).toMatchObject({ kind: 'error', code })
    expect(answer.port).not.toBe(bench.port)
  }
  expect(bench.server.activeTransfers).toBe(0)
})

test('a resolver that throws is told as an error, the client gets an answer', async () => {
  const resolveFile = () => {
    throw new Error('database closed')
  }
  const bench = await serve({}, { resolveFile })
  const { address, port } = bench
  const result = await tftpRead({ address, port, fileName: 'x', timeoutMilliseconds: 1000 })
  expect(result.kind).toBe('error')
  expect(await bench.event('error')).toMatchObject({
    message: 'The station could not look up the file: database closed',
  })
})

test('a stranger on the transfer port gets error 5 and the transfer goes on', async () => {
  const bench = await serve({ file: pattern(1000) })
  const [client, stranger] = [await rawClient(bench), await rawClient(bench)]
  client.send(request('file'))
  const first = await client.next()
  stranger.send(acknowledge(1), first.port)
  expect((await stranger.next()).packet).toMatchObject({ kind: 'error', code: 5 })
  client.send(acknowledge(1), first.port)
  expect((await client.next()).packet).toMatchObject({ kind: 'data', block: 2 })
  client.send(acknowledge(2), first.port)
  expect(await bench.event('done')).toMatchObject({ bytes: 1000, size: 1000 })
})

test('threads can take their sockets from a module of the product', async () => {
  const source = `import { openTransferSocket } from '${new URL('./transfer-socket.ts', import.meta.url)}'
    export const createOpenTransferSocket = (data) => () => openTransferSocket(data.address)`
  const moduleUrl = `data:text/javascript,${encodeURIComponent(source)}`
  const sockets: WorkerSockets = { kind: 'module', moduleUrl, data: { address: '127.0.0.1' } }
  const { address, port } = await serve({ file: pattern(900) }, { threads: 1, sockets })
  const result = await tftpRead({ address, port, fileName: 'file', timeoutMilliseconds: 1000 })
  expect(result.kind).toBe('ok')
})

test('a thread that dies ends its transfers with an error, and another takes its place', async () => {
  const moduleUrl = 'data:text/javascript,throw new Error("no sockets here")'
  const sockets: WorkerSockets = { kind: 'module', moduleUrl, data: {} }
  const bench = await serve({ file: pattern(900) }, { threads: 1, sockets })
  const client = await rawClient(bench)
  client.send(request('file'))
  expect(await bench.event('error')).toMatchObject({
    message: expect.stringContaining('no sockets'),
  })
  expect(bench.server.activeTransfers).toBe(0)
  client.send(request('file'))
  await expect.poll(() => bench.events.filter(({ kind }) => kind === 'error').length).toBe(2)
})

test('a stranger does not disturb a long transfer either', async () => {
  const bytes = pattern(100 * 512)
  const bench = await serve({ file: bytes })
  const [client, stranger] = [await rawClient(bench), await rawClient(bench)]
  client.send(request('file'))
  for (let block = 1; block <= 101; block += 1) {
    const { packet, port } = await client.next()
    expect(packet).toMatchObject({ kind: 'data', block })
    stranger.send(acknowledge(block), port)
    stranger.send({ kind: 'error', code: 0, message: 'stop' }, port)
    client.send(acknowledge(block), port)
  }
  expect(await bench.event('done')).toMatchObject({ bytes: bytes.length })
})

test('a client that closes its port in a long transfer is noticed at once', async () => {
  const bench = await serve({ file: pattern(100 * 512) })
  const client = await rawClient(bench)
  client.send(request('file'))
  const { port } = await client.next()
  client.send(acknowledge(1), port)
  await client.next()
  client.send(acknowledge(2), port)
  client.close()
  expect(await bench.event('error')).toMatchObject({ message: expect.stringContaining('closed') })
  expect(bench.server.activeTransfers).toBe(0)
})

test('a duplicate acknowledgement sends nothing again in lock step', async () => {
  const bench = await serve({ file: pattern(2000) })
  const client = await rawClient(bench)
  client.send(request('file'))
  const { port } = await client.next()
  client.send(acknowledge(1), port)
  client.send(acknowledge(1), port)
  client.send(acknowledge(1), port)
  expect((await client.next()).packet).toMatchObject({ block: 2 })
  client.send(acknowledge(2), port)
  expect((await client.next()).packet).toMatchObject({ block: 3 })
  expect(client.received).toEqual([])
})

test('an address that never answers gets three packets at most', async () => {
  const bench = await serve({ file: pattern(2000) }, { tick: 1 })
  const client = await rawClient(bench)
  client.send(request('file'))
  await bench.event('timed-out')
  expect(client.received.length).toBeLessThanOrEqual(3)
  expect(bench.server.activeTransfers).toBe(0)
})

test('a client that vanishes in the middle frees everything', async () => {
  let closed = 0
  const resolveFile = () => reader(pattern(100_000), () => (closed += 1))
  const bench = await serve({}, { tick: 1, resolveFile })
  const client = await rawClient(bench)
  client.send(request('file', [{ name: 'windowsize', value: '8' }]))
  const { port } = await client.next()
  client.send(acknowledge(0), port)
  await client.next()
  client.send(acknowledge(8), port)
  expect(await bench.event('timed-out')).toMatchObject({ bytes: 8 * 512, size: 100_000 })
  expect(bench.server.activeTransfers).toBe(0)
  expect(closed).toBe(1)
})

test('a request repeated before any answer got through has one transfer only', async () => {
  const bench = await serve({ file: pattern(100) })
  const client = await rawClient(bench)
  client.send(request('file'))
  client.send(request('file'))
  const [first, second] = [await client.next(), await client.next()]
  expect(second.port).toBe(first.port)
  client.send(acknowledge(1), first.port)
  await bench.event('done')
  expect(bench.events.filter((event) => event.kind === 'request')).toHaveLength(1)
})

test('another request from the same port ends the first transfer', async () => {
  const bench = await serve({ first: pattern(5000), second: pattern(100) })
  const client = await rawClient(bench)
  client.send(request('first'))
  const first = await client.next()
  client.send(request('second'))
  expect((await client.next()).packet).toMatchObject({ kind: 'error' })
  const second = await client.next()
  expect(second.port).not.toBe(first.port)
  expect(await bench.event('replaced')).toMatchObject({ fileName: 'first' })
  expect(bench.server.activeTransfers).toBe(1)
})

test('more transfers than allowed get no answer until one has ended', async () => {
  const limits = { maximumTransfersPerClient: 1 }
  const bench = await serve({ file: pattern(100) }, { limits })
  const [one, other] = [await rawClient(bench), await rawClient(bench)]
  one.send(request('file'))
  const { port } = await one.next()
  other.send(request('file'))
  expect(await bench.event('busy')).toMatchObject({ fileName: 'file' })
  one.send(acknowledge(1), port)
  await bench.event('done')
  other.send(request('file'))
  expect((await other.next()).packet).toMatchObject({ kind: 'data', block: 1 })
})

test('junk on the listening port is not answered', async () => {
  const bench = await serve({ file: pattern(100) })
  const client = await rawClient(bench)
  for (const junk of [[], [0], [0, 1], [0, 4, 0, 1], [0, 3, 0, 1, 9], [0, 5, 0, 0], [9, 9, 9, 9]]) {
    client.send(Uint8Array.from(junk))
  }
  client.send(request('file'))
  expect((await client.next()).packet).toMatchObject({ kind: 'data', block: 1 })
  expect(bench.events.filter((event) => event.kind === 'request')).toHaveLength(1)
})

test('a packet from port 0, which cannot be answered, is ignored', async () => {
  const emitter = new EventEmitter()
  const events: TftpEvent[] = []
  const server = createTftpServer({
    socket: Object.assign(emitter, { close: () => undefined }) as unknown as dgram.Socket,
    openTransferSocket: () => openTransferSocket('127.0.0.1'),
    resolveFile: () => ({ kind: 'not-found' }),
    onEvent: (event) => events.push(event),
  })
  cleanups.push(() => server.stop())
  await server.start()
  const sender = { address: '127.0.0.1', family: 'IPv4', port: 0, size: 10 }
  emitter.emit('message', encodePacket(request('x')), sender)
  expect(events).toEqual([])
})

test('stopping in the middle of transfers tells the clients and closes the sources', async () => {
  let closed = 0
  const bench = await serve({}, { resolveFile: () => reader(pattern(5000), () => (closed += 1)) })
  const client = await rawClient(bench)
  client.send(request('file'))
  await client.next()
  await bench.server.stop()
  expect((await client.next()).packet).toMatchObject({ kind: 'error', code: 0 })
  expect(closed).toBe(1)
  expect(bench.server.activeTransfers).toBe(0)
})

test('a client can be stopped as by a power cut', async () => {
  const bench = await serve({ file: pattern(100) })
  const { address, port } = bench
  const signal = AbortSignal.abort()
  const result = await tftpRead({
    address,
    port,
    fileName: 'file',
    timeoutMilliseconds: 100,
    signal,
  })
  expect(result).toEqual({ kind: 'error', message: 'The client was stopped' })
})

test('a client gives up when nobody answers', async () => {
  const result = await tftpRead({
    address: '127.0.0.1',
    port: 9,
    fileName: 'file',
    timeoutMilliseconds: 10,
  })
  expect(result.kind).toBe('timeout')
})
