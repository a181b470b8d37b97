import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ImageImport } from '../../contract/image.ts'
import { download } from '../../station/images/download.ts'
import { connectionRefusal } from '../../station/images/download-refusals.ts'
import { createImportList, type UrlSource } from '../../station/images/import-list.ts'
import type { ImageLibrary } from '../../station/images/library.ts'
import {
  buildSmallImage,
  createTestFolder,
  openTestLibrary,
  pack,
  readAll,
  sha256,
} from '../fixtures/image-files.ts'

// Images from a URL, with a real server on loopback that behaves and misbehaves.

const folder = createTestFolder('images-download')
const uploads = join(folder.path, 'uploads')
let library: ImageLibrary
let raw: Buffer
let packed: Buffer
let server: Server
let base: string
/** Ranges that were asked for, in order; '' for a request of the whole. */
let asked: string[] = []

type Serve = (request: IncomingMessage, response: ServerResponse) => void
const routes = new Map<string, Serve>()

beforeAll(async () => {
  await mkdir(uploads)
  const path = join(folder.path, 'small.img')
  await buildSmallImage(path)
  raw = await readFile(path)
  packed = await readFile(await pack(path, 'xz'))
  library = await openTestLibrary(join(folder.path, 'library'))
  server = createServer((request, response) => {
    asked.push(request.headers.range ?? '')
    const serve = routes.get(request.url ?? '')
    if (serve !== undefined) return serve(request, response)
    response.writeHead(404).end()
  })
  base = await listen(server)
})

afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await library.close()
  await folder.remove()
})

function listen(listener: Server): Promise<string> {
  return new Promise((resolve) => {
    listener.listen(0, '127.0.0.1', () => {
      const address = listener.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      resolve(`http://127.0.0.1:${port}`)
    })
  })
}

/** Imports from a URL as the station does, with shorter pauses; answers with how it ended and what was seen on the way. */
async function importUrl(
  wish: Partial<UrlSource> & { url: string },
  onRunning: (list: ReturnType<typeof createImportList>, id: string) => void = () => undefined,
) {
  asked = []
  const seen: ImageImport['state'][] = []
  const { promise, resolve } = Promise.withResolvers<ImageImport['state']>()
  const list = createImportList({
    importImage: (source, control) => library.import({ ...source, compressionLevel: 1 }, control),
    fetchFile: (source, control) =>
      download({ ...source, ...control, folder: uploads, pauseBefore: () => 1 }),
    onChanged: (change) => {
      seen.push(change.state)
      if (change.state.kind !== 'running') resolve(change.state)
      else onRunning(list, change.id)
    },
  })
  list.startUrl({ shownUrl: wish.url, fileName: 'f', ...wish })
  const end = await promise
  await list.stop()
  expect(readdirSync(uploads), 'nothing is left of a download').toEqual([])
  return { end, seen, asked }
}

/** Downloads without importing; answers with the bytes. */
async function fetchBytes(url: string, isChecked = false, silence = 20_000) {
  asked = []
  const signal = new AbortController().signal
  const file = await download({
    ...{ url, isChecked, signal, silence, folder: uploads },
    onProgress: () => undefined,
    pauseBefore: () => 1,
  })
  if (file.kind === 'refused') throw new Error(file.message)
  const bytes = await readFile(file.path)
  await file.remove()
  return { bytes, asked }
}

/** Sends the bytes from where the client asks, and breaks the connection at the given places, each once. */
function breaking(bytes: Buffer, breaks: number[], headers: Record<string, string>): Serve {
  return (request, response) => {
    const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')
    const start = range === null ? 0 : Number(range[1])
    response.writeHead(range === null ? 200 : 206, {
      ...headers,
      'content-length': bytes.length - start,
      ...(range === null
        ? {}
        : { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }),
    })
    const end = breaks.shift()
    if (end === undefined) return response.end(bytes.subarray(start))
    response.write(bytes.subarray(start, end), () => response.destroy())
  }
}

test('an image is downloaded, checked, imported, and keeps where it came from', async () => {
  routes.set('/pi/small.img.xz', (_request, response) => response.end(packed))
  const url = `${base}/pi/small.img.xz`
  const { end, asked } = await importUrl({ url, sha256: sha256(packed).toUpperCase() })
  if (end.kind !== 'done') throw new Error(JSON.stringify(end))
  const image = library.get(end.imageId)
  expect(image).toMatchObject({
    name: 'small',
    source: { kind: 'import', fileName: 'small.img.xz', url, compressedSha256: sha256(packed) },
  })
  expect((await readAll(library.rawStream(end.imageId))).equals(raw)).toBe(true)
  expect(asked).toEqual([''])
})

test('a connection that breaks in the middle is taken up where it broke', async () => {
  const thirds = [Math.floor(packed.length / 3), Math.floor((packed.length * 2) / 3)]
  routes.set('/breaks.img.xz', breaking(packed, [...thirds], { etag: '"one"' }))
  const { bytes, asked } = await fetchBytes(`${base}/breaks.img.xz`)
  expect(bytes.equals(packed)).toBe(true)
  expect(asked).toHaveLength(3)
  const starts = asked.map((range) => Number(/^bytes=(\d+)-$/.exec(range)?.[1] ?? 0))
  // What was under way when the connection broke may be lost, so a start may lie before the break.
  expect(starts).toEqual(starts.toSorted((a, b) => a - b))
  expect(starts[1]).toBeGreaterThan(0)
})

test('a connection on which nothing comes any more is given up and taken up again', async () => {
  let count = 0
  routes.set('/pauses.img.xz', (request, response) => {
    count += 1
    if (count > 1) return breaking(packed, [], { etag: '"one"' })(request, response)
    response.writeHead(200, { 'content-length': packed.length, etag: '"one"' })
    response.write(packed.subarray(0, 5_000))
  })
  const { bytes, asked } = await fetchBytes(`${base}/pauses.img.xz`, false, 500)
  expect(bytes.equals(packed)).toBe(true)
  expect(asked.slice(0, 2)).toEqual(['', 'bytes=5000-'])
})

test.each([
  [
    'does not know ranges',
    (bytes: Buffer): Serve => {
      let count = 0
      return (_request, response) => {
        count += 1
        response.writeHead(200, { 'content-length': bytes.length, etag: '"one"' })
        if (count > 1) return response.end(bytes)
        response.write(bytes.subarray(0, 5_000), () => response.destroy())
      }
    },
  ],
  [
    'says nothing by which the file can be known again',
    (bytes: Buffer) => breaking(bytes, [5_000], {}),
  ],
  [
    'sends another part than was asked for',
    (bytes: Buffer): Serve => {
      let count = 0
      return (request, response) => {
        count += 1
        if (count === 2) {
          response.writeHead(206, { 'content-range': `bytes 0-9/${bytes.length}` })
          return response.end(bytes.subarray(0, 10))
        }
        return breaking(bytes, count === 1 ? [5_000] : [], { etag: '"one"' })(request, response)
      }
    },
  ],
])('a download from a server that %s begins anew after a break, and is right', async (_, serve) => {
  routes.set('/anew.img.xz', serve(packed))
  const { bytes } = await fetchBytes(`${base}/anew.img.xz`)
  expect(bytes.equals(packed)).toBe(true)
})

test('with a known checksum a download goes on also where the server tells nothing of the file', async () => {
  routes.set('/unnamed.img.xz', breaking(packed, [Math.floor(packed.length / 2)], {}))
  const { bytes, asked } = await fetchBytes(`${base}/unnamed.img.xz`, true)
  expect(bytes.equals(packed)).toBe(true)
  expect(asked[1]).toMatch(/^bytes=\d+-$/)
})

test('a server that breaks again and again, or never answers, ends in a refusal', async () => {
  routes.set('/hopeless.img', breaking(raw, Array(100).fill(4_096), { etag: '"one"' }))
  expect((await importUrl({ url: `${base}/hopeless.img` })).end).toMatchObject({
    kind: 'refused',
    code: 'download-broken-off',
  })
  routes.set('/busy.img', (_request, response) => response.writeHead(503).end())
  const busy = await importUrl({ url: `${base}/busy.img` })
  expect(busy.end).toMatchObject({ kind: 'refused', code: 'url-refused' })
  expect(busy.asked.length).toBeGreaterThan(2)
  expect((await importUrl({ url: 'http://127.0.0.1:9/x.img' })).end).toMatchObject({
    kind: 'refused',
    code: 'url-unreachable',
  })
})

test('what is no image is refused with a reason', async () => {
  routes.set('/page', (_request, response) =>
    response.setHeader('content-type', 'text/html; charset=utf-8').end('<html>not here</html>'),
  )
  routes.set('/text.img.xz', (_request, response) => response.end('hello '.repeat(1_000)))
  routes.set('/loop', (_request, response) => response.writeHead(302, { location: '/loop' }).end())
  routes.set('/file', (_request, response) =>
    response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  )
  routes.set('/secret.img', (_request, response) => response.writeHead(403).end())
  routes.set('/huge.img', (_request, response) =>
    response.writeHead(200, { 'content-length': String(2 ** 52) }).flushHeaders(),
  )
  routes.set('/empty.img', (_request, response) => response.end())
  for (const [path, code] of [
    ['/not-there.img.xz', 'url-not-found'],
    ['/page', 'unknown-format'],
    ['/text.img.xz', 'format-mismatch'],
    ['/loop', 'url-refused'],
    ['/file', 'url-refused'],
    ['/secret.img', 'url-refused'],
    ['/huge.img', 'station-disk-full'],
    ['/empty.img', 'empty'],
  ]) {
    const { end } = await importUrl({ url: `${base}${path}` })
    expect(end, path).toMatchObject({ kind: 'refused', code })
    if (end.kind === 'refused') expect(end.message).toMatch(/^.{20,}\.$/)
  }
})

test('a file with another checksum is refused before anything of it is unpacked', async () => {
  routes.set('/small.img.xz', (_request, response) => response.end(packed))
  const { end } = await importUrl({ url: `${base}/small.img.xz`, sha256: 'a'.repeat(64) })
  expect(end).toMatchObject({ kind: 'refused', code: 'checksum-mismatch' })
  if (end.kind === 'refused') expect(end.message).toContain(sha256(packed))
})

test('a redirect is followed, and the file is named by the address that has a name', async () => {
  routes.set('/latest', (_request, response) =>
    response.writeHead(302, { location: '/files/pi%20os.img.xz?token=1' }).end(),
  )
  routes.set('/files/pi%20os.img.xz?token=1', (_request, response) => response.end(packed))
  await library.remove(library.list()[0]?.id ?? '')
  const { end } = await importUrl({ url: `${base}/latest` })
  if (end.kind !== 'done') throw new Error(JSON.stringify(end))
  expect(library.get(end.imageId)).toMatchObject({
    name: 'pi os',
    source: { fileName: 'pi os.img.xz', url: `${base}/latest` },
  })
})

test('a download is cancelled while the server stalls', async () => {
  routes.set('/stalls.img', (_request, response) => {
    response.writeHead(200, { 'content-length': raw.length })
    response.write(raw.subarray(0, 100_000))
  })
  const { end, seen } = await importUrl({ url: `${base}/stalls.img` }, (list, id) => {
    const last = list.list().at(-1)?.state
    if (last?.kind === 'running' && last.bytesRead > 0) list.cancel(id)
  })
  expect(end).toEqual({ kind: 'cancelled' })
  expect(seen).toContainEqual(
    expect.objectContaining({ phase: 'downloading', bytesTotal: raw.length }),
  )
})

test('a server whose certificate nobody vouches for is refused', async () => {
  const [key, cert] = [join(folder.path, 'key.pem'), join(folder.path, 'cert.pem')]
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-subj',
      '/CN=localhost',
      '-keyout',
      key,
      '-out',
      cert,
    ],
    { stdio: 'ignore' },
  )
  const secure = createHttpsServer({ key: readFileSync(key), cert: readFileSync(cert) })
  const url = (await listen(secure)).replace('http:', 'https:')
  try {
    expect((await importUrl({ url: `${url}/x.img` })).end).toMatchObject({
      kind: 'refused',
      code: 'url-insecure',
    })
  } finally {
    secure.close()
  }
})

test('an unknown host is told from one that does not answer', () => {
  const error = (code: string) => Object.assign(new Error(code), { code })
  expect(connectionRefusal(error('ENOTFOUND'), 'pi.example', null).code).toBe('url-host-unknown')
  expect(connectionRefusal(error('ETIMEDOUT'), 'pi.example', null).code).toBe('url-unreachable')
  expect(connectionRefusal(error('ECONNRESET'), 'pi.example', 5).code).toBe('download-broken-off')
})
