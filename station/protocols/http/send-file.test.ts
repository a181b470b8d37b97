import { once } from 'node:events'
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { createServer, request as httpRequest, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createFileBlocks, type FileBlocks } from './file-blocks.ts'
import { sendFile } from './send-file.ts'

const blockSize = 64 * 1024
/** Not a whole number of blocks, and more than loopback takes without a reader. */
const content = Buffer.alloc(24 * 1024 * 1024 + 12_345)
for (let index = 0; index + 4 <= content.length; index += 4) content.writeUInt32LE(index, index)

let folder: string
let path: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'send-file-'))
  path = join(folder, 'file')
  await writeFile(path, content)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

let server: Server | undefined
let outcomes: Promise<number | Error>[] = []
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function serve(options: { blocks?: FileBlocks; size?: number } = {}): Promise<string> {
  const { blocks = createFileBlocks(blockSize, 8), size = content.length } = options
  outcomes = []
  server = createServer((request, response) => {
    const outcome = sendFile(request, response, { path, size }, 'text/x-test', blocks).catch(
      (error: Error) => {
        response.destroy()
        return error
      },
    )
    outcomes.push(outcome)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

async function get(url: string, range?: string): Promise<{ status: number; body: Buffer }> {
  const response = await fetch(url, range === undefined ? {} : { headers: { range } })
  return { status: response.status, body: Buffer.from(await response.arrayBuffer()) }
}

test('a file comes whole, with its type and length', async () => {
  const response = await fetch(await serve())
  expect(response.headers.get('content-type')).toBe('text/x-test')
  expect(response.headers.get('content-length')).toBe(String(content.length))
  expect(content.equals(Buffer.from(await response.arrayBuffer()))).toBe(true)
  expect(await outcomes[0]).toBe(content.length)
})

test.each([
  ['within one block', 5, 9],
  ['across blocks', blockSize - 7, 5 * blockSize + 3],
  ['of whole blocks', blockSize, 9 * blockSize],
  ['at the end', content.length - 3 * blockSize, content.length],
  ['of one byte', content.length - 1, content.length],
])('a range %s comes as it is in the file', async (_, start, end) => {
  const answer = await get(await serve(), `bytes=${start}-${end - 1}`)
  expect(answer.status).toBe(206)
  expect(answer.body.equals(content.subarray(start, end))).toBe(true)
})

test('a range that is not in the file is refused, and HEAD has no body', async () => {
  const url = await serve()
  expect((await get(url, 'bytes=99999999-')).status).toBe(416)
  const head = await fetch(url, { method: 'HEAD' })
  expect(head.headers.get('content-length')).toBe(String(content.length))
  expect(await head.text()).toBe('')
})

test('many clients at once get the right bytes though there are fewer blocks than clients', async () => {
  const url = await serve({ blocks: createFileBlocks(blockSize, 3) })
  const bodies = await Promise.all(
    Array.from({ length: 8 }, async (_, client) => {
      const start = client * 1_000_003
      const { body } = await get(url, `bytes=${start}-${start + 9_999_999}`)
      return body.equals(content.subarray(start, start + 10_000_000))
    }),
  )
  expect(bodies).toEqual(Array(8).fill(true))
})

test('clients that read nothing hold up nobody, and give their blocks back when they go', async () => {
  const blocks = createFileBlocks(blockSize, 2)
  const url = await serve({ blocks })
  const stuck = [1, 2, 3].map(() => httpRequest(url, { agent: false }).end())
  await Promise.all(stuck.map((one) => once(one, 'response')))
  expect((await get(url)).body.equals(content)).toBe(true)
  const before = outcomes.slice(0, 3)
  for (const one of stuck) {
    one.on('error', () => undefined) // it is broken off on purpose
    one.destroy()
  }
  for (const outcome of await Promise.all(before)) expect(outcome).toBeInstanceOf(Error)
  expect((await get(url)).body.equals(content)).toBe(true)
  expect(await bothBlocksAreFree(blocks)).toBe(true)
})

test('an answer that waits behind another one ends when the connection does', async () => {
  const url = new URL(await serve())
  const socket = connect(Number(url.port), url.hostname)
  socket.pause()
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n')
  if (outcomes.length < 2) await untilRequests(2)
  socket.destroy()
  for (const outcome of await Promise.all(outcomes)) expect(outcome).toBeInstanceOf(Error)
})

test('a file that is shorter than it should be ends the connection', async () => {
  const url = await serve({ size: content.length + 1 })
  await expect(get(url)).rejects.toThrow()
  expect(await outcomes[0]).toMatchObject({ message: expect.stringContaining('shorter') })
})

test('a file that is gone is an error before anything was sent', async () => {
  const right = path
  path = join(folder, 'missing')
  try {
    await expect(get(await serve())).rejects.toThrow()
  } finally {
    path = right
  }
  expect(await outcomes[0]).toMatchObject({ code: 'ENOENT' })
})

async function untilRequests(count: number): Promise<void> {
  while (server !== undefined && outcomes.length < count) await once(server, 'request')
}

async function bothBlocksAreFree(blocks: FileBlocks): Promise<boolean> {
  const file = await open(path)
  const taken = [await blocks.take(file, 'x', 0), await blocks.take(file, 'x', 1)]
  await file.close()
  return taken.every((block) => block !== undefined)
}
