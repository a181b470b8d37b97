import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/** The other end of the agent in its tests: just the routes of docs/agent-protocol.md, in memory. */

export const mebibyte = 1024 * 1024

/** One extent of a test image: these bytes, or that many zeros, at this offset of the storage. */
export type Extent = { offset: number; bytes: Buffer } | { offset: number; zeros: number }

export interface TestImage {
  manifest: Buffer
  signature: Buffer
  index: string
  frames: Buffer
  publicKeyPem: string
  size: number
  extents: Extent[]
}

const keys = generateKeyPairSync('ed25519')

function sha256(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function frameOf(bytes: Buffer): Buffer {
  const params = { [constants.ZSTD_c_compressionLevel]: 1 }
  // A frame carries its content size only if that is told in advance; the types of Node do not know this option yet.
  const options = { params, pledgedSrcSize: bytes.length }
  return zstdCompressSync(bytes, options)
}

/** Cuts a raw image into chunks of 1 MiB and zero runs, as an import does. */
export function extentsOf(raw: Buffer): Extent[] {
  const extents: Extent[] = []
  for (let offset = 0; offset < raw.length; offset += mebibyte) {
    const bytes = raw.subarray(offset, offset + mebibyte)
    const last = extents.at(-1)
    if (!bytes.every((byte) => byte === 0)) extents.push({ offset, bytes })
    else if (last && 'zeros' in last && last.offset + last.zeros === offset)
      last.zeros += bytes.length
    else extents.push({ offset, zeros: bytes.length })
  }
  return extents
}

/** Seals extents into manifest, signature, index and frames, independently of the station's own code. */
export function sealForTest(size: number, extents: Extent[]): TestImage {
  const lines: string[] = []
  const frames: Buffer[] = []
  let frameOffset = 0
  for (const extent of extents) {
    if ('zeros' in extent) {
      lines.push(`zero ${extent.offset} ${extent.zeros}`)
      continue
    }
    const frame = frameOf(extent.bytes)
    const place = `${extent.offset} ${extent.bytes.length} ${frameOffset} ${frame.length}`
    lines.push(`data ${place} ${sha256(extent.bytes)}`)
    frames.push(frame)
    frameOffset += frame.length
  }
  const header = ['bootbench-index 1', `size ${size}`, `chunks ${frames.length}`]
  header.push(`zeros ${extents.length - frames.length}`, `frames ${frameOffset}`)
  const index = `${[...header, ...lines].join('\n')}\n`
  const sizes = { rawSize: size, chunkCount: frames.length, framesSize: frameOffset }
  return { ...signForTest(index, sizes), index, frames: Buffer.concat(frames), size, extents }
}

/** The signed manifest for an index. */
export function signForTest(
  index: string,
  sizes: { rawSize: number; chunkCount: number; framesSize: number },
): Pick<TestImage, 'manifest' | 'signature' | 'publicKeyPem'> {
  const indexSha256 = sha256(index)
  const manifest = Buffer.from(
    JSON.stringify({
      format: 1,
      id: indexSha256.slice(0, 32),
      name: 'test',
      ...sizes,
      indexSha256,
    }),
  )
  return {
    manifest,
    signature: sign(null, manifest, keys.privateKey),
    publicKeyPem: keys.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  }
}

/** What the storage must hold after a deploy on top of `before`. */
export function expectedStorage(image: TestImage, before: Buffer): Buffer {
  const storage = Buffer.from(before)
  storage.fill(0, 0, Math.min(mebibyte, storage.length))
  for (const extent of image.extents) {
    if ('zeros' in extent) storage.fill(0, extent.offset, extent.offset + extent.zeros)
    else extent.bytes.copy(storage, extent.offset)
  }
  return storage
}

/** The raw image, undefined bytes as zero. */
export function rawOf(image: TestImage): Buffer {
  return expectedStorage(image, Buffer.alloc(image.size))
}

export interface StandInStation {
  url: string
  port: number
  image: TestImage | undefined
  /** Lines of the next answer to a poll; handed out until the first progress message. */
  action: string[] | undefined
  next: string
  token: string
  registrations: unknown[]
  progress: { phase: string; bytesDone: number; bytesTotal: number }[]
  log: string
  results: Record<string, unknown>[]
  requests: string[]
  chunks: Map<number, { length: number; sha256: string; raw: Buffer }>
  completion: { size: number; chunks: number; sha256: string } | undefined
  sealing: string[]
  cancelled: boolean
  upload: Buffer | undefined
  /** Looks at each request first. True: it has answered (or broken) it itself. */
  intercept: (request: IncomingMessage, response: ServerResponse, path: string) => boolean
  /** Resolves when the condition holds after some request. */
  until: (condition: () => boolean) => Promise<void>
  stop: () => Promise<void>
}

/** Starts the stand-in on a free port of this address. */
export async function startStandIn(host = '127.0.0.1'): Promise<StandInStation> {
  const waiting = new Set<() => void>()
  const server = createServer((request, response) => {
    handle(station, request, response)
      .catch((error) => response.destroy(error))
      .finally(() => {
        for (const wake of waiting) wake()
      })
  })
  server.listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const station: StandInStation = {
    ...emptyStation(),
    url: `http://${host}:${port}`,
    port,
    until: (condition) =>
      new Promise((resolve) => {
        const look = () => {
          if (!condition()) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return station
}

function emptyStation(): Omit<StandInStation, 'url' | 'port' | 'until' | 'stop'> {
  return {
    image: undefined,
    action: undefined,
    next: 'stay',
    token: 'a'.repeat(64),
    registrations: [],
    progress: [],
    log: '',
    results: [],
    requests: [],
    chunks: new Map(),
    completion: undefined,
    sealing: ['state=sealing', 'state=done'],
    cancelled: false,
    upload: undefined,
    intercept: () => false,
  }
}

/** Answers with lines `key=value`. */
export function answer(response: ServerResponse, status: number, ...lines: string[]): void {
  response.writeHead(status, { 'content-type': 'text/plain' })
  response.end(lines.map((line) => `${line}\n`).join(''))
}

async function handle(
  station: StandInStation,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', station.url)
  const path = url.pathname
  station.requests.push(`${request.method} ${path}`)
  if (station.intercept(request, response, path)) return
  if (path === '/api/register-device') return register(station, request, response)
  if (path.startsWith('/api/') && request.headers.authorization !== `Bearer ${station.token}`)
    return answer(response, 401, 'error=unauthorized', 'message=The token is unknown.')
  if (path === '/api/device-action-poll')
    return answer(response, 200, ...(station.action ?? ['action=none']))
  if (path.startsWith('/images/')) return serveImage(station, request, response, path)
  if (path.includes('/chunks')) return serveChunks(station, request, response, url)
  return serveJob(station, request, response, path)
}

async function register(
  station: StandInStation,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  station.registrations.push(JSON.parse((await buffer(request)).toString()))
  answer(response, 200, 'state=registered', `token=${station.token}`, 'board=b1', 'poll_seconds=1')
}

async function serveJob(
  station: StandInStation,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const body = await buffer(request)
  switch (path.split('/').at(-1)) {
    case 'progress':
      station.progress.push(JSON.parse(body.toString()))
      station.action = undefined
      return answer(response, 200, `continue=${station.cancelled ? 0 : 1}`)
    case 'log':
      station.log += body.toString()
      return answer(response, 200, 'ok=1')
    case 'result':
      station.results.push(JSON.parse(body.toString()))
      return answer(response, 200, `next=${station.next}`)
    case 'complete':
      station.completion = JSON.parse(body.toString())
      return answer(response, 202)
    case 'state':
      return answer(response, 200, ...(station.sealing.shift() ?? 'state=done').split('\n'))
    case 'upload':
      station.upload = body
      return answer(response, 200, 'ok=1')
    default:
      return answer(response, 404, 'error=not-found', 'message=There is no such route.')
  }
}

function imageFile(image: TestImage | undefined, name: string | undefined): Buffer | undefined {
  switch (name) {
    case 'manifest.json':
      return image?.manifest
    case 'manifest.sig':
      return image?.signature
    case 'index.txt':
      return image && Buffer.from(image.index)
    case 'frames.zst':
      return image?.frames
    case 'raw':
      return image && rawOf(image)
    default:
      return undefined
  }
}

function serveImage(
  station: StandInStation,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): void {
  const bytes = imageFile(station.image, path.split('/').at(-1))
  if (bytes) sendBytes(request, response, bytes)
  else answer(response, 404, 'error=not-found', 'message=There is no such image.')
}

/** Sends a file, or the range of it that is asked for. */
export function sendBytes(request: IncomingMessage, response: ServerResponse, bytes: Buffer): void {
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '')
  const part = range ? bytes.subarray(Number(range[1]), Number(range[2]) + 1) : bytes
  response.writeHead(range ? 206 : 200, { 'content-length': part.length })
  response.end(request.method === 'HEAD' ? undefined : part)
}

async function serveChunks(
  station: StandInStation,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const body = await buffer(request)
  const offset = Number(url.pathname.split('/').at(-1))
  if (request.method === 'GET') {
    const lines = [...station.chunks].map(([at, chunk]) => `${at} ${chunk.length} ${chunk.sha256}`)
    return answer(response, 200, ...lines)
  }
  if (request.method === 'DELETE') station.chunks.delete(offset)
  else {
    const raw = zstdDecompressSync(body)
    const length = Number(url.searchParams.get('length'))
    if (raw.length !== length || sha256(raw) !== url.searchParams.get('sha256'))
      return answer(response, 400, 'error=bad-chunk', 'message=The chunk is damaged.')
    station.chunks.set(offset, { length, sha256: sha256(raw), raw })
  }
  response.writeHead(204).end()
}

/** What a correct client sends as the hash of all chunks. */
export function hashOfChunks(station: StandInStation): string {
  const sorted = [...station.chunks].sort(([a], [b]) => a - b)
  return sha256(sorted.map(([at, chunk]) => `${at} ${chunk.length} ${chunk.sha256}\n`).join(''))
}
