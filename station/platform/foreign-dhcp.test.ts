import type dgram from 'node:dgram'
import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { type ProbeDiscover, type ProbeOffer, probeForeignDhcp } from './foreign-dhcp.ts'

/** The network at the other end of port 68: `answer` says which offers a DISCOVER brings. */
class FakePort extends EventEmitter {
  readonly sent: { readonly port: number; readonly address: string }[] = []
  isClosed = false
  readonly #answer: (discover: ProbeDiscover) => readonly unknown[]
  readonly #error: Error | null

  constructor(answer: (discover: ProbeDiscover) => readonly unknown[], error: Error | null = null) {
    super()
    this.#answer = answer
    this.#error = error
  }

  send(packet: Buffer, port: number, address: string, done: (error: Error | null) => void): void {
    this.sent.push({ port, address })
    const discover: ProbeDiscover = JSON.parse(packet.toString())
    setImmediate(() => {
      done(this.#error)
      for (const offer of this.#answer(discover)) {
        this.emit('message', Buffer.from(JSON.stringify(offer)), { address: '10.0.0.1' })
      }
    })
  }

  close(): void {
    this.isClosed = true
  }
}

function probe(port: FakePort, ownAddresses: string[] = [], endAtFirst = false) {
  return probeForeignDhcp({
    socket: port as unknown as dgram.Socket,
    encodeDiscover: (discover) => Buffer.from(JSON.stringify(discover)),
    decodeOffer: (datagram): ProbeOffer | null => {
      const value = JSON.parse(Buffer.from(datagram).toString())
      return 'serverAddress' in value ? value : null
    },
    ownAddresses,
    endAtFirst,
    limitMs: 90,
  })
}

test('silence is reported after the limit, and the question was asked twice by broadcast', async () => {
  const port = new FakePort(() => [])
  expect(await probe(port)).toEqual({ kind: 'silent' })
  expect(port.sent).toEqual([
    { port: 67, address: '255.255.255.255' },
    { port: 67, address: '255.255.255.255' },
  ])
  expect(port.isClosed).toBe(true)
})

test('where one is enough, the first answer ends the search', async () => {
  const port = new FakePort(({ transactionId }) => [
    { transactionId, serverAddress: '10.0.0.1' },
    { transactionId, serverAddress: '10.0.0.2' },
  ])
  expect(await probe(port, [], true)).toMatchObject({
    kind: 'answered',
    servers: [{ serverAddress: '10.0.0.1' }],
  })
  expect(port.sent).toHaveLength(1)
})

test('every server that offers is listed once', async () => {
  const port = new FakePort(({ transactionId }) => [
    { transactionId, serverAddress: '10.0.0.1' },
    { transactionId, serverAddress: '10.0.0.2' },
  ])
  expect(await probe(port)).toEqual({
    kind: 'answered',
    servers: [
      { serverAddress: '10.0.0.1', senderAddress: '10.0.0.1' },
      { serverAddress: '10.0.0.2', senderAddress: '10.0.0.1' },
    ],
  })
})

test('own answers, answers to other clients and other datagrams do not count', async () => {
  const port = new FakePort(({ transactionId }) => [
    { transactionId, serverAddress: '192.168.77.1' },
    { transactionId: transactionId + 1, serverAddress: '10.0.0.9' },
    { hello: 'world' },
  ])
  expect(await probe(port, ['192.168.77.1'])).toEqual({ kind: 'silent' })
})

test('a flood of servers is cut off', async () => {
  const port = new FakePort(({ transactionId }) =>
    Array.from({ length: 1000 }, (_, index) => ({ transactionId, serverAddress: `10.0.${index}` })),
  )
  const result = await probe(port)
  expect(result.kind === 'answered' && result.servers.length).toBe(16)
})

test('the made-up hardware address is locally administered and not multicast', async () => {
  const seen: string[] = []
  await probe(
    new FakePort(({ mac }) => {
      seen.push(mac)
      return []
    }),
  )
  expect(seen[0]).toMatch(/^02(:[0-9a-f]{2}){5}$/)
})

test('a port that cannot send gives a failure with a sentence', async () => {
  const port = new FakePort(() => [], new Error('send ENETUNREACH'))
  expect(await probe(port)).toMatchObject({
    kind: 'failed',
    message: expect.stringContaining('ENETUNREACH'),
  })
  expect(port.isClosed).toBe(true)
})
