import { createServer, type IncomingMessage } from 'node:http'

/** The station's HTTP side as a script for tests: it registers everybody and hands out what the test puts in. */
export interface FakeApi {
  readonly url: string
  /** Bodies of registrations, in the order in which they came. */
  readonly registrations: Record<string, unknown>[]
  /** Bodies of job results. */
  readonly results: Record<string, unknown>[]
  /** The answer to the next poll of a board with this MAC address, as `key=value` lines; polls without one get `none`. */
  handOut(mac: string, lines: Readonly<Record<string, string | number>>): void
  stop(): Promise<void>
}

export interface FakeApiOptions {
  /** Files by their path, for example those of an image. Byte ranges are served. */
  readonly files?: Readonly<Record<string, Uint8Array | string>>
  /** What is answered to a job's result. */
  readonly next?: 'reboot' | 'stay' | 'poweroff'
  /** 127.0.0.1 and any port when absent. */
  readonly listen?: { readonly address: string; readonly port: number }
  readonly onRegistered?: (body: Record<string, unknown>) => void
  /** `job` is the word of the address that names the job. */
  readonly onResult?: (job: string, body: Record<string, unknown>) => void
}

interface Answer {
  readonly status: number
  readonly body: Uint8Array | string
}

export async function startFakeApi(options: FakeApiOptions = {}): Promise<FakeApi> {
  const registrations: Record<string, unknown>[] = []
  const results: Record<string, unknown>[] = []
  const actions = new Map<string, string>()

  async function answerTo(request: IncomingMessage): Promise<Answer> {
    const url = new URL(request.url ?? '/', 'http://station')
    const file = options.files?.[url.pathname]
    if (file !== undefined) return fileAnswer(file, request.headers.range)
    const body = await bodyOf(request)
    if (url.pathname === '/api/register-device') {
      registrations.push(JSON.parse(body))
      options.onRegistered?.(JSON.parse(body))
      return {
        status: 200,
        body: `state=registered\ntoken=${'a'.repeat(64)}\nboard=b\npoll_seconds=1\n`,
      }
    }
    if (url.pathname === '/api/device-action-poll') {
      const mac = url.searchParams.get('mac') ?? ''
      const action = actions.get(mac) ?? 'action=none\n'
      actions.delete(mac)
      return { status: 200, body: action }
    }
    if (url.pathname.endsWith('/result')) {
      results.push(JSON.parse(body))
      options.onResult?.(url.pathname.split('/')[3] ?? '', JSON.parse(body))
      return { status: 200, body: `next=${options.next ?? 'stay'}\n` }
    }
    return { status: 200, body: 'continue=1\n' }
  }

  const server = createServer((request, response) => {
    void answerTo(request).then(({ status, body }) => {
      response.writeHead(status, { 'content-length': Buffer.byteLength(body) })
      response.end(request.method === 'HEAD' ? undefined : body)
    })
  })
  const { address, port: wanted } = options.listen ?? { address: '127.0.0.1', port: 0 }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(wanted, address, resolve)
  })
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : wanted
  return {
    url: `http://${address}:${port}`,
    registrations,
    results,
    handOut(mac, lines) {
      const text = Object.entries(lines).map(([key, value]) => `${key}=${value}\n`)
      actions.set(mac, text.join(''))
    },
    stop() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function fileAnswer(file: Uint8Array | string, range: string | undefined): Answer {
  const bytes = Buffer.from(file)
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? []
  if (first === undefined) return { status: 200, body: bytes }
  const end = last === '' || last === undefined ? bytes.length : Number(last) + 1
  return { status: 206, body: bytes.subarray(Number(first), end) }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(Buffer.from(part))
  return Buffer.concat(parts).toString()
}
