import type { IncomingMessage, ServerResponse } from 'node:http'
import type { z } from 'zod'
import type { Board } from '../../contract/board.ts'
import { readBody } from '../protocols/http/body.ts'
import { sendError } from '../protocols/http/reply.ts'

/** One request of a board and the answer to it. */
export type Exchange = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly url: URL
  /** What the route's pattern caught, for example the job's id. */
  readonly parameters: readonly string[]
}

/** An exchange of a board that showed a valid session token. */
export type BoardExchange = Exchange & { readonly board: Board }

/** Answers with an error; see `sendError`. */
export function refuse(exchange: Exchange, status: number, code: string, message: string): void {
  sendError(exchange.request, exchange.response, status, code, message)
}

/** Reads a body of at most `limit` bytes; null when it was refused and answered. */
export async function takeBody(exchange: Exchange, limit: number): Promise<Buffer | null> {
  const body = await readBody(exchange.request, limit)
  switch (body.kind) {
    case 'ok':
      return body.bytes
    case 'too-big':
      refuse(
        exchange,
        413,
        'body-too-big',
        `The body of this request may have at most ${limit} bytes. Send less.`,
      )
      return null
    case 'too-slow':
      refuse(
        exchange,
        408,
        'body-too-slow',
        'The body of this request came too slowly. Check the network and send it again.',
      )
      return null
    case 'broken-off':
      return null // nobody is left to be answered
  }
}

/** Reads a JSON body of at most `limit` bytes and checks it; null when it was refused and answered. */
export async function takeJson<Schema extends z.ZodType>(
  exchange: Exchange,
  schema: Schema,
  limit: number,
  parse: (text: string, contentType: string) => unknown = parseJson,
): Promise<z.infer<Schema> | null> {
  const bytes = await takeBody(exchange, limit)
  if (bytes === null) return null
  const contentType = exchange.request.headers['content-type'] ?? ''
  const parsed = schema.safeParse(parse(bytes.toString('utf8'), contentType))
  if (parsed.success) return parsed.data
  const problem = parsed.error.issues[0]
  const where = problem?.path.join('.') || 'body'
  refuse(
    exchange,
    400,
    'body-not-understood',
    `The body of this request is not as docs/agent-protocol.md says: ${where}: ${problem?.message ?? 'not understood'}.`,
  )
  return null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // the schema refuses it, with a sentence
  }
}
