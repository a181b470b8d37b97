import type { IncomingMessage, ServerResponse } from 'node:http'

/** Members of an answer. Text values must not hold line breaks; those are turned into spaces. */
export type Fields = Record<string, string | number>

/** Answers with the members as JSON, or as `key=value` lines for a client that accepts plain text (shell scripts). */
export function sendFields(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  fields: Fields,
): void {
  const asText = request.headers.accept?.startsWith('text/plain') ?? false
  const body = asText ? toLines(fields) : JSON.stringify(fields)
  send(response, status, asText ? 'text/plain; charset=utf-8' : 'application/json', body)
}

/** Answers with an error that a program (code) and a person (message) can use. */
export function sendError(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
): void {
  // The rest of a body that we refuse to read must not be taken for the next request of this connection.
  if (!request.complete) response.setHeader('connection', 'close')
  sendFields(request, response, status, { error: code, message })
}

/** Answers with a body of text. */
export function sendText(response: ServerResponse, status: number, body: string): void {
  send(response, status, 'text/plain; charset=utf-8', body)
}

/** Answers without a body. */
export function sendEmpty(response: ServerResponse, status: number): void {
  if (!response.headersSent) response.writeHead(status).end()
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  if (response.headersSent || response.destroyed) return
  const bytes = Buffer.from(body)
  response.writeHead(status, {
    'content-type': type,
    'content-length': bytes.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  response.end(bytes)
}

function toLines(fields: Fields): string {
  return Object.entries(fields)
    .map(([key, value]) => `${key}=${String(value).replaceAll(/[\r\n]+/g, ' ')}\n`)
    .join('')
}
