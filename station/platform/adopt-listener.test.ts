import { once } from 'node:events'
import { createServer, get, type Server } from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { adoptListener } from './adopt-listener.ts'

let server: Server
let listener: net.Server

async function start(): Promise<number> {
  server = createServer({ headersTimeout: 50, connectionsCheckingInterval: 20 }, (_, response) =>
    response.end('welcome'),
  )
  server.maxConnections = 1
  listener = net.createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  expect(adoptListener(server, listener)).toBe((listener.address() as AddressInfo).port)
  return (listener.address() as AddressInfo).port
}
afterEach(() => {
  server.close()
  server.closeAllConnections()
})

test('a request is answered, and the listener is closed with the server', async () => {
  const port = await start()
  const [response] = await once(get({ port, host: '127.0.0.1', agent: false }), 'response')
  expect(response.statusCode).toBe(200)
  response.resume()
  server.close()
  server.closeAllConnections()
  await once(listener, 'close')
})

test('a client whose headers do not come is sent away', async () => {
  const port = await start()
  const slow = net.connect(port, '127.0.0.1')
  slow.write('GET / HTTP/1.1\r\nHost:')
  const [bytes] = await once(slow, 'data')
  expect(String(bytes)).toContain('408')
})

test('more connections than the server takes are not taken', async () => {
  const port = await start()
  const first = net.connect(port, '127.0.0.1')
  await once(first, 'connect')
  const second = net.connect(port, '127.0.0.1')
  await once(second, 'close')
  expect(first.destroyed).toBe(false)
  first.destroy()
})
