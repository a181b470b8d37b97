import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clue, Endpoint, Observation } from './traffic-record.ts'

/** One request of a board and its answer, when it has ended. */
export type HttpExchange = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Milliseconds since 1970. */
  readonly startedAt: number
  readonly local: Endpoint
  readonly remote: Endpoint
  /** The board whose session token came with it; null: none did, or it was not valid. */
  readonly boardId: string | null
}

/** An exchange as an entry: request line and status. Secrets (session tokens, the grants in links) are left out. */
export function httpObservation(exchange: HttpExchange): Observation {
  const { request, response, remote, local, startedAt } = exchange
  const target = withoutGrant(request.url ?? '')
  const brokenOff = response.writableFinished ? '' : ' broken off'
  const responseBodyBytes = bodyBytes(response.getHeader('content-length'))
  const requestBodyBytes = bodyBytes(request.headers['content-length'])
  return {
    protocol: 'http',
    direction: 'received',
    peer: `${remote.address}:${remote.port}`,
    clue: clueOf(exchange),
    summary: `${request.method} ${target} ${response.statusCode}${brokenOff}`,
    lengthBytes: requestBodyBytes + responseBodyBytes,
    topic: { message: 'http', about: target.split('?')[0] ?? '' },
    capture: {
      kind: 'exchange',
      local,
      remote,
      startedAt,
      request: headBytes(requestLine(request, target), requestHeaders(request)),
      requestBodyBytes,
      response: headBytes(statusLine(response), responseHeaders(response)),
      responseBodyBytes: request.method === 'HEAD' ? 0 : responseBodyBytes,
    },
  }
}

function clueOf({ boardId, remote }: HttpExchange): Clue {
  return boardId === null ? { kind: 'ip', address: remote.address } : { kind: 'board', id: boardId }
}

/** A grant in a link stands for a token (docs/agent-protocol.md). */
function withoutGrant(target: string): string {
  return target.replaceAll(/([?&]grant=)[^&#]*/g, '$1(removed)')
}

function requestLine({ method, httpVersion }: IncomingMessage, target: string): string {
  return `${method} ${target} HTTP/${httpVersion}`
}

function statusLine({ statusCode, statusMessage }: ServerResponse): string {
  return `HTTP/1.1 ${statusCode} ${statusMessage ?? ''}`
}

const secretHeaders = ['authorization', 'cookie']

function requestHeaders({ rawHeaders }: IncomingMessage): string[] {
  const lines: string[] = []
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    const isSecret = secretHeaders.includes(name.toLowerCase())
    lines.push(`${name}: ${isSecret ? '(removed)' : rawHeaders[index + 1]}`)
  }
  return lines
}

function responseHeaders(response: ServerResponse): string[] {
  return Object.entries(response.getHeaders()).map(([name, value]) => `${name}: ${String(value)}`)
}

/** More of a head than this is cut off: it is not one of our agent's. */
const longestHead = 4_096

function headBytes(firstLine: string, headers: readonly string[]): Uint8Array {
  const text = `${[firstLine, ...headers].join('\r\n')}\r\n\r\n`
  return Uint8Array.from(Buffer.from(text, 'latin1').subarray(0, longestHead))
}

function bodyBytes(contentLength: number | string | string[] | undefined): number {
  const bytes = Number(contentLength ?? 0)
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : 0
}
