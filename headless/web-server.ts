import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { inspect } from 'node:util'
import { ORPCError, onError } from '@orpc/server'
import { RPCHandler } from '@orpc/server/ws'
import { WebSocketServer } from 'ws'
import type { Router } from '../station/router.ts'

export type WebServerOptions = {
  readonly router: Router
  /** The built user interface. */
  readonly interfaceFolder: string
  /** Takes an uploaded file in; the answer goes to the browser. */
  readonly takeUpload: (request: IncomingMessage, fileName: string) => Promise<UploadAnswer>
  readonly log: (message: string) => void
  /** Aborts when the station ends: then calls and streams of open windows end too, which closing the server alone does not do. */
  readonly signal: AbortSignal
}

export type UploadAnswer =
  | { readonly kind: 'ok'; readonly id: string }
  | {
      readonly kind: 'refused'
      readonly status: number
      readonly code: string
      readonly message: string
    }

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.md': 'text/markdown; charset=utf-8',
}

const securityHeaders = {
  'content-security-policy':
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const

/** A message of a user interface is small; a bigger one is refused before it is read. */
const largestMessage = 1024 * 1024

/**
 * Serves the user interface, its calls (WebSocket /rpc) and uploads. For loopback only: whoever may connect may control the
 * station, and a web page of somebody else must not, so every request must name this computer as its host and come from its own pages.
 */
export function createWebServer(options: WebServerOptions): Server {
  const handler = new RPCHandler(options.router, {
    interceptors: [
      onError((error) => {
        // What was foreseen reached the caller in words; the rest is our fault, and nobody else would ever read of it.
        const isForeseen = error instanceof ORPCError && error.defined
        if (!isForeseen) options.log(`web server: a call failed: ${inspect(error)}`)
      }),
    ],
  })
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestMessage })
  const server = createServer((request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      if (request.destroyed || response.destroyed) return
      options.log(`web server: ${request.method} ${request.url}: ${String(error)}`)
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  server.requestTimeout = 0 // an upload of an image may take an hour
  server.on('upgrade', (request, socket, head) => {
    if (pathOf(request) !== '/rpc' || !isOurs(request)) return socket.destroy()
    sockets.handleUpgrade(request, socket, head, (websocket) => {
      websocket.on('error', (error) => options.log(`web server: ${error.message}`))
      handler
        .upgrade(websocket)
        .catch((error: unknown) => options.log(`web server: ${String(error)}`))
    })
  })
  options.signal.addEventListener('abort', () => {
    for (const client of sockets.clients) client.terminate()
    sockets.close()
  })
  return server
}

async function answer(
  options: WebServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isOurs(request)) {
    return sendJson(response, 403, {
      code: 'foreign-page',
      message:
        'This request names another host or comes from another page, and is refused. Open the station by the address that it printed.',
    })
  }
  const path = pathOf(request)
  if (path === '/upload' && request.method === 'POST') return upload(options, request, response)
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return sendJson(response, 405, {
      code: 'method-unknown',
      message: 'Only GET is possible here.',
    })
  }
  await sendPage(options.interfaceFolder, path, request, response)
}

async function upload(
  options: WebServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const fileName = new URL(request.url ?? '', 'http://station').searchParams.get('name') ?? ''
  const result = await options.takeUpload(request, fileName)
  if (result.kind === 'ok') return sendJson(response, 200, { id: result.id })
  if (!request.complete) response.setHeader('connection', 'close')
  sendJson(response, result.status, { code: result.code, message: result.message })
}

async function sendPage(
  folder: string,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const file = await findFile(folder, path)
  if (file === null) {
    return sendJson(response, 404, { code: 'not-found', message: 'There is no such page.' })
  }
  response.writeHead(200, {
    ...securityHeaders,
    'content-type': contentTypes[extname(file.path)] ?? 'application/octet-stream',
    'content-length': file.size,
    // Vite puts a hash of its content into the name of each asset.
    'cache-control': path.startsWith('/assets/')
      ? 'public, max-age=31536000, immutable'
      : 'no-cache',
  })
  if (request.method === 'HEAD') response.end()
  else await pipeline(createReadStream(file.path), response)
}

async function findFile(
  folder: string,
  path: string,
): Promise<{ path: string; size: number } | null> {
  const inside = normalize(decodeURIComponent(path)).replaceAll('\\', '/')
  if (!inside.startsWith('/') || inside.includes('\0')) return null
  const candidate = join(folder, inside === '/' ? 'index.html' : inside)
  try {
    const found = await stat(candidate)
    return found.isFile() ? { path: candidate, size: found.size } : null
  } catch {
    return null // no such file: the caller answers 404
  }
}

/** True when the request names this computer (a foreign name that resolves to it is refused) and comes from our own page or from a program. */
function isOurs(request: IncomingMessage): boolean {
  const host = request.headers.host ?? ''
  const name = host.replace(/:\d+$/, '')
  if (!['localhost', '127.0.0.1', '[::1]'].includes(name)) return false
  const { origin } = request.headers
  return origin === undefined || URL.parse(origin)?.host === host
}

function pathOf(request: IncomingMessage): string {
  return URL.parse(request.url ?? '', 'http://station')?.pathname ?? '/'
}

function sendJson(response: ServerResponse, status: number, body: Record<string, string>): void {
  const bytes = Buffer.from(JSON.stringify(body))
  response.writeHead(status, {
    ...securityHeaders,
    'content-type': 'application/json',
    'content-length': bytes.length,
  })
  response.end(bytes)
}
