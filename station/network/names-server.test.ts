import dgram from 'node:dgram'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { decode, encode } from 'dns-packet'
import { afterEach, expect, test } from 'vitest'
import { createDatagramPort } from '../platform/datagram-port.ts'
import { askOne } from './ask-resolver.ts'
import { startNamesServer } from './names-server.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

async function bind(): Promise<dgram.Socket> {
  const socket = dgram.createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return socket
}

/** A resolver of the internet: knows one address for everything, or says nothing. */
async function startResolver(says: 'something' | 'nothing'): Promise<number> {
  const socket = await bind()
  ends.push(() => socket.close())
  socket.on('message', (bytes, { port, address }) => {
    const { id = 0, questions = [] } = decode(bytes)
    const name = questions[0]?.name ?? ''
    if (says === 'nothing') return
    socket.send(
      encode({
        type: 'response',
        id,
        questions,
        answers: [{ type: 'A', name, data: '192.0.2.7' }],
      }),
      port,
      address,
    )
  })
  return (socket.address() as AddressInfo).port
}

async function startServer(resolverPort: number | null): Promise<number> {
  const socket = await bind()
  const { port } = socket.address()
  const server = startNamesServer({
    port: createDatagramPort(socket, (error) => {
      throw error
    }),
    stationAddress: '10.20.50.1',
    boards: () => [],
    askResolver:
      resolverPort === null ? null : (query) => askOne(query, '127.0.0.1', resolverPort, 300),
    log: (message) => expect.fail(message),
  })
  ends.push(server.stop)
  return port
}

async function ask(port: number, name: string) {
  const query = encode({ type: 'query', id: 99, questions: [{ type: 'A', name }] })
  const answer = await askOne(query, '127.0.0.1', port)
  const { rcode, answers } = decode(Buffer.from(answer ?? [])) as ReturnType<typeof decode> & {
    rcode: string
  }
  return [rcode, ...(answers ?? []).map((one) => ('data' in one ? one.data : ''))]
}

test('a name of the bench is answered, and one of the internet is refused', async () => {
  const port = await startServer(null)
  expect(await ask(port, 'station.bench')).toEqual(['NOERROR', '10.20.50.1'])
  expect(await ask(port, 'example.org')).toEqual(['REFUSED'])
})

test('a name of the internet is asked of the resolver of this computer where that is wished', async () => {
  const port = await startServer(await startResolver('something'))
  expect(await ask(port, 'example.org')).toEqual(['NOERROR', '192.0.2.7'])
})

test('a resolver that says nothing makes a failure, and a flood of questions is told so at once', async () => {
  const port = await startServer(await startResolver('nothing'))
  const answers = await Promise.all(
    Array.from({ length: 80 }, (_, number) => ask(port, `host-${number}.example.org`)),
  )
  expect(answers.every(([code]) => code === 'SERVFAIL')).toBe(true)
})
