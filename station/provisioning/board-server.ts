import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Job } from '../../contract/job.ts'
import type { BoardRegistry } from '../boards/registry.ts'
import type { AgentRoutes } from './agent-routes.ts'
import type { Agents } from './agents.ts'
import type { BackupRoutes } from './backup-routes.ts'
import type { Credentials } from './credentials.ts'
import { type BoardExchange, type Exchange, refuse } from './exchange.ts'
import type { ImageRoutes } from './image-routes.ts'

export type BoardServerOptions = {
  readonly registry: BoardRegistry
  readonly credentials: Credentials
  readonly agents: Agents
  readonly agentRoutes: AgentRoutes
  readonly imageRoutes: ImageRoutes
  readonly backupRoutes: BackupRoutes
  readonly log: (message: string) => void
}

/** A route that anyone on the bench may use, one that needs a session token, or one that takes either that or a link's grant. */
type Route = { readonly method: string; readonly pattern: RegExp } & (
  | { readonly access: 'anyone'; readonly handle: (exchange: Exchange) => Promise<void> }
  | { readonly access: 'board'; readonly handle: (exchange: BoardExchange) => Promise<void> }
  | {
      readonly access: 'board-or-grant'
      readonly handle: (exchange: BoardExchange) => Promise<void>
      readonly handleGrant: (exchange: Exchange, job: Job) => Promise<void>
    }
)

/** The HTTP server that boards speak to. It is given a socket by its owner: `server.listen({ fd })` or on an address. */
export function createBoardServer(options: BoardServerOptions): Server {
  const routes = listRoutes(options)
  const server = createServer((request, response) => {
    answer(options, routes, request, response).catch((error: unknown) => {
      onFailure(options, request, response, error)
    })
  })
  // Bodies have limits of their own (a raw backup may take an hour); headers must come at once.
  server.requestTimeout = 0
  server.headersTimeout = 10_000
  server.keepAliveTimeout = 65_000
  server.maxConnections = 2_048
  server.on('clientError', (_error, socket) => socket.destroy())
  return server
}

function listRoutes({ agentRoutes, imageRoutes, backupRoutes }: BoardServerOptions): Route[] {
  const chunk = /^\/api\/jobs\/([0-9a-f-]{36})\/chunks\/(\d{1,15})$/
  const job = (rest: string): RegExp => new RegExp(`^/api/jobs/([0-9a-f-]{36})/${rest}$`)
  const imageFile =
    /^\/images\/([0-9a-f]{32})\/(manifest\.json|manifest\.sig|index\.txt|frames\.zst)$/
  const imageRaw = /^\/images\/([0-9a-f]{32})\/raw$/
  const uploadRaw = (exchange: BoardExchange): Promise<void> => {
    const own = backupRoutes.ownJob(exchange)
    return own === null ? Promise.resolve() : backupRoutes.raw(exchange, own)
  }
  const read = ['GET', 'HEAD'].flatMap((method): Route[] => [
    { method, pattern: imageFile, access: 'board', handle: imageRoutes.file },
    {
      method,
      pattern: imageRaw,
      access: 'board-or-grant',
      handle: imageRoutes.raw,
      handleGrant: imageRoutes.rawByGrant,
    },
  ])
  const upload = ['PUT', 'POST'].map(
    (method): Route => ({
      method,
      pattern: job('raw'),
      access: 'board-or-grant',
      handle: uploadRaw,
      handleGrant: backupRoutes.raw,
    }),
  )
  return [
    {
      method: 'POST',
      pattern: /^\/api\/register-device$/,
      access: 'anyone',
      handle: agentRoutes.register,
    },
    {
      method: 'GET',
      pattern: /^\/api\/device-action-poll$/,
      access: 'board',
      handle: agentRoutes.poll,
    },
    { method: 'POST', pattern: job('progress'), access: 'board', handle: agentRoutes.progress },
    { method: 'POST', pattern: job('log'), access: 'board', handle: agentRoutes.log },
    { method: 'POST', pattern: job('result'), access: 'board', handle: agentRoutes.result },
    { method: 'GET', pattern: job('chunks'), access: 'board', handle: backupRoutes.list },
    { method: 'PUT', pattern: chunk, access: 'board', handle: backupRoutes.put },
    { method: 'DELETE', pattern: chunk, access: 'board', handle: backupRoutes.remove },
    { method: 'POST', pattern: job('complete'), access: 'board', handle: backupRoutes.complete },
    { method: 'GET', pattern: job('state'), access: 'board', handle: backupRoutes.state },
    ...read,
    ...upload,
  ]
}

async function answer(
  options: BoardServerOptions,
  routes: readonly Route[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = URL.parse(request.url ?? '', 'http://station')
  const path = url?.pathname ?? ''
  const matching = routes.filter((route) => route.pattern.test(path))
  const route = matching.find((candidate) => candidate.method === request.method)
  const parameters = route?.pattern.exec(path)?.slice(1) ?? []
  if (url === null || route === undefined) {
    const exchange = { request, response, url: new URL('http://station'), parameters }
    return matching.length > 0
      ? refuse(exchange, 405, 'method-unknown', `${request.method} is not possible here.`)
      : refuse(
          exchange,
          404,
          'route-unknown',
          'There is no such address. docs/agent-protocol.md lists those that are.',
        )
  }
  await follow(options, route, { request, response, url, parameters })
}

async function follow(
  options: BoardServerOptions,
  route: Route,
  exchange: Exchange,
): Promise<void> {
  if (route.access === 'anyone') return route.handle(exchange)
  const boardId = options.credentials.boardOfSession(
    bearerToken(exchange.request.headers.authorization ?? ''),
  )
  const board = boardId === null ? undefined : options.registry.get(boardId)
  if (board !== undefined) return route.handle({ ...exchange, board })
  if (route.access === 'board-or-grant') {
    const job = options.agents.jobOfGrant(exchange.url.searchParams.get('grant') ?? '')
    if (job !== undefined) return route.handleGrant(exchange, job)
  }
  const isPoll = route.handle === options.agentRoutes.poll
  const hasToken = exchange.request.headers.authorization !== undefined
  if (isPoll && !hasToken) return options.agentRoutes.pollInSeedForm(exchange)
  refuse(exchange, 401, 'token-unknown', 'This request has no valid session token. Register again.')
}

/** The session token in an `Authorization` header; empty when there is none. */
export function bearerToken(header: string): string {
  return /^Bearer ([0-9a-f]{64})$/i.exec(header)?.[1] ?? ''
}

/** A client that went away in the middle is everyday life; anything else is a defect of ours and is written down. */
function onFailure(
  options: BoardServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
): void {
  const clientIsGone = request.destroyed || response.destroyed || request.socket.destroyed
  if (clientIsGone) return
  options.log(`board server: ${request.method} ${request.url}: ${String(error)}`)
  if (response.headersSent) response.destroy()
  else
    refuse(
      { request, response, url: new URL('http://station'), parameters: [] },
      500,
      'internal',
      'The station could not do this. Its log tells more.',
    )
}
