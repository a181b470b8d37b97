import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { openBenchSockets } from '../platform/bench-sockets.ts'
import { createTrafficRecorder } from './recorder.ts'
import { tapSockets } from './tap-sockets.ts'

let server: Server | undefined
let close = (): Promise<void> => Promise.resolve()
afterEach(async () => {
  await close()
  server?.closeAllConnections()
  server?.close()
})

const secret = 'a'.repeat(64)

/** A server behind the tap that answers everything with 200, and what was recorded of it. */
async function tapped() {
  const time = { now: 1_000_000 }
  const clock = () => time.now
  const recorder = createTrafficRecorder({
    clock,
    findBoard: (clue) => (clue.kind === 'board' ? clue.id : null),
  })
  server = createServer((request, response) => {
    request.resume()
    response.writeHead(request.url === '/bad' ? 500 : 200, { 'content-length': 2 }).end('ok')
  })
  const place = { kind: 'loopback', address: '127.0.0.1', moverPath: '' } as const
  const sockets = await openBenchSockets(
    { ...place, httpPort: 0, dhcpPort: 0, tftpPort: 0 },
    () => undefined,
  )
  if (sockets.kind === 'refused') throw new Error(sockets.message)
  close = async () => {
    await Promise.all([sockets.dhcp.close(), sockets.proxyDhcp.close()])
    sockets.tftp.close()
  }
  await tapSockets(sockets, {
    recorder,
    address: '127.0.0.1',
    clock,
    boardOfAuthorization: (header) => (header === `Bearer ${secret}` ? 'one' : null),
  }).listen(server)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const ask = async (path: string, init: RequestInit = {}) => {
    const ended = server === undefined ? undefined : once(server, 'request')
    const answer = await fetch(`${url}${path}`, init)
    await answer.text()
    const [, response] = (await ended) ?? []
    if (!response.closed) await once(response, 'close')
  }
  return {
    recorder,
    time,
    ask,
    summaries: () => recorder.remembered(null).map(({ entry }) => entry.summary),
  }
}

test('requests are recorded with their status, without the secrets in them', async () => {
  const { ask, recorder, summaries } = await tapped()
  await ask('/images/x/raw?grant=secret&a=1', { headers: { authorization: `Bearer ${secret}` } })
  expect(summaries()).toEqual(['GET /images/x/raw?grant=(removed)&a=1 200'])
  const [record] = recorder.remembered('one')
  const heads = JSON.stringify(record, (_, value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString() : value,
  )
  expect(heads).toContain('authorization: (removed)')
  expect(heads).toContain('content-length: 2')
  expect(heads).not.toContain(secret)
  expect(heads).not.toContain('=secret')
})

test('what a board at work sends all the time is recorded once in five seconds, failures always', async () => {
  const { ask, time, summaries } = await tapped()
  const progress = '/api/jobs/1/progress'
  for (let round = 0; round < 4; round += 1) await ask(progress, { method: 'POST' })
  time.now += 5_000
  await ask(progress, { method: 'POST' })
  await ask('/bad')
  await ask('/bad')
  expect(summaries()).toEqual([
    `POST ${progress} 200`,
    `POST ${progress} 200 (and 3 like it before)`,
    'GET /bad 500',
    'GET /bad 500',
  ])
})
