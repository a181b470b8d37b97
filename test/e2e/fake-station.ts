import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { parseArgs } from 'node:util'
import { RPCHandler } from '@orpc/server/ws'
import { WebSocketServer } from 'ws'
import { FakeBench, type FakeBenchOptions } from './fake-bench.ts'
import { fakeRouter, startImport } from './fake-router.ts'

// A stand-in for the station with canned boards, for work on the user interface and for screenshots:
// node test/e2e/fake-station.ts --boards 4

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** The policy under which the real station should serve the user interface as well. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

export type FakeStation = {
  readonly url: string
  readonly bench: FakeBench
  readonly stop: () => Promise<void>
}

/** Serves the built user interface from `root` and the contract on `/rpc`. Port 0 takes a free one. */
export async function startFakeStation(
  options: FakeBenchOptions & { readonly port: number; readonly root: string },
  bench = new FakeBench(options),
): Promise<FakeStation> {
  const handler = new RPCHandler(fakeRouter(bench))
  const server = createServer((request, response) => {
    if (request.method === 'POST') receiveUpload(bench, request, response)
    else sendFile(options.root, request.url ?? '/', response)
  })
  const sockets = new WebSocketServer({ server, path: '/rpc' })
  sockets.on('connection', (socket) => handler.upgrade(socket))
  const port = await listen(server, options.port)
  bench.start()
  return {
    url: `http://127.0.0.1:${port}/`,
    bench,
    stop: () => {
      bench.stop()
      for (const socket of sockets.clients) socket.terminate()
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

function receiveUpload(bench: FakeBench, request: IncomingMessage, response: ServerResponse): void {
  const name = new URL(request.url ?? '/', 'http://station').searchParams.get('name') ?? 'file'
  let bytes = 0
  request.on('data', (piece: Buffer) => {
    bytes += piece.length
  })
  request.on('end', () => {
    const broken = name.startsWith('broken')
    const answer = broken
      ? {
          code: 'truncated',
          message: `${name} ends in the middle of its data. Copy it again and import the copy.`,
        }
      : { id: startImport(bench, name, bytes).id }
    response.writeHead(broken ? 422 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answer))
  })
}

async function sendFile(root: string, url: string, response: ServerResponse): Promise<void> {
  const path = normalize(new URL(url, 'http://station').pathname)
  const file = join(root, path === '/' ? 'index.html' : path)
  const found = await stat(file).catch(() => null)
  if (!found?.isFile()) {
    response.writeHead(404).end()
    return
  }
  response.writeHead(200, {
    'content-type': types[extname(file)] ?? 'application/octet-stream',
    'content-security-policy': policy,
  })
  createReadStream(file).pipe(response)
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4610' },
      boards: { type: 'string', default: '4' },
      images: { type: 'string', default: '3' },
    },
  })
  const station = await startFakeStation({
    port: Number(values.port),
    boards: Number(values.boards),
    images: Number(values.images),
    allReady: false,
    rate: 90e6,
    root: join(import.meta.dirname, '../../build/renderer'),
  })
  process.stdout.write(`Stand-in station: ${station.url}\n`)
}
