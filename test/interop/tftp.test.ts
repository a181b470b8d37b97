import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildMover } from '../lab/build-broker.ts'
import { needRoot } from '../lab/need-root.ts'
import { runOrFail, runProgram } from '../lab/run-program.ts'
import { tftpPattern } from './tftp-pattern.ts'

/** Independent TFTP clients against our server: what arrives must be what was served. */

const serveProgram = fileURLToPath(new URL('./tftp-serve.ts', import.meta.url))
const address = '127.0.0.1'
const rolloverBlocks = 66_000

type Fetch = (port: number, name: string, target: string) => Promise<unknown>
type Client = { readonly name: string; readonly program: string; readonly fetch: Fetch }

function atftp(...options: string[]): Fetch {
  const asked = options.flatMap((option) => ['--option', option])
  return (port, name, target) =>
    runOrFail('atftp', [...asked, '-g', '-r', name, '-l', target, address, String(port)])
}

function busybox(...options: string[]): Fetch {
  return (port, name, target) =>
    runOrFail('busybox', [
      'tftp',
      '-g',
      ...options,
      '-r',
      name,
      '-l',
      target,
      address,
      String(port),
    ])
}

function curl(...options: string[]): Fetch {
  return (port, name, target) =>
    runOrFail('curl', ['-sS', ...options, '-o', target, `tftp://${address}:${port}/${name}`])
}

function tftpHpa(port: number, name: string, target: string): Promise<string> {
  const args = ['-m', 'binary', address, String(port), '-c', 'get', name, target]
  return runOrFail('tftp', args)
}

type NpmTftp = {
  createClient(options: object): {
    get(name: string, target: string, done: (error: Error | null) => void): void
  }
}

function npmTftp(windowSize: number): Fetch {
  return (port, name, target) => {
    const library: NpmTftp = createRequire(import.meta.url)('tftp')
    const client = library.createClient({ host: address, port, windowSize })
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    client.get(name, target, (error) =>
      error === null || error === undefined ? resolve() : reject(error),
    )
    return promise
  }
}

const clients: Client[] = [
  { name: 'atftp without options', program: 'atftp', fetch: atftp() },
  {
    name: 'atftp with windowsize 1',
    program: 'atftp',
    fetch: atftp('blksize 1468', 'windowsize 1'),
  },
  {
    name: 'atftp with windowsize 4',
    program: 'atftp',
    fetch: atftp('blksize 1468', 'windowsize 4'),
  },
  {
    name: 'atftp with windowsize 16',
    program: 'atftp',
    fetch: atftp('blksize 1468', 'windowsize 16'),
  },
  { name: 'tftp-hpa', program: 'tftp', fetch: tftpHpa },
  { name: 'curl', program: 'curl', fetch: curl() },
  { name: 'curl with blksize 1468', program: 'curl', fetch: curl('--tftp-blksize', '1468') },
  { name: 'curl without options', program: 'curl', fetch: curl('--tftp-no-options') },
  { name: 'busybox tftp', program: 'busybox', fetch: busybox() },
  { name: 'busybox tftp with blksize 1468', program: 'busybox', fetch: busybox('-b', '1468') },
  { name: 'npm tftp with windowsize 1', program: 'node', fetch: npmTftp(1) },
  { name: 'npm tftp with windowsize 4', program: 'node', fetch: npmTftp(4) },
]

const withoutOptions = ['atftp without options', 'tftp-hpa', 'curl', 'busybox tftp']
const rolloverClients = clients.filter(({ name }) => withoutOptions.includes(name))

/**
 * The npm client never writes a file that is empty. curl (7.88) calls the true answer to its
 * tsize, 0, invalid, from any server; without options it takes the file.
 */
function takesEmptyFiles({ name, program }: Client): boolean {
  return program !== 'node' && (program !== 'curl' || name === 'curl without options')
}

async function isMissing(program: string): Promise<boolean> {
  const { code } = await runProgram('sh', ['-c', `command -v ${program}`])
  if (code !== 0) console.warn(`SKIPPED, because ${program} is not installed: its TFTP client`)
  return code !== 0
}

type Served = { readonly port: number; readonly child: ChildProcess }

/** Starts our server as a program, in a namespace if one is named. */
async function startServing(port: number, engine: string, namespace?: string): Promise<Served> {
  const sender = engine === 'mover' ? await buildMover() : engine
  const command = [process.execPath, serveProgram, String(port), sender]
  const prefix = namespace === undefined ? [] : ['ip', 'netns', 'exec', namespace]
  const [program = '', ...args] = [...prefix, ...command]
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', () => reject(new Error('the TFTP server ended before it was ready')))
    child.stdout?.once('data', () => resolve())
  })
  return { port, child }
}

async function stopServing(served: Served): Promise<void> {
  const gone = new Promise((resolve) => served.child.once('exit', resolve))
  served.child.stdin?.end()
  await gone
}

async function fetchAndCompare(fetch: Fetch, port: number, length: number, folder: string) {
  const target = join(folder, `got-${length}`)
  await rm(target, { force: true })
  await fetch(port, `pattern-${length}`, target)
  const got = await readFile(target)
  expect(got.length, `length of ${length}`).toBe(length)
  expect(Buffer.compare(got, tftpPattern(length)), `bytes of ${length}`).toBe(0)
}

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bootbench-tftp-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const lengths = [1, 511, 512, 513, 1468, 1468 * 64, 512 * 64, 5_000_000]

describe.each([
  ['transfers by the mover', 'mover', 47_072],
  ['transfers on the main thread', '0', 47_069],
  ['transfers on two other threads', '2', 47_070],
])('%s', (_, engine, port) => {
  let served: Served | undefined
  beforeAll(async () => {
    served = await startServing(port, engine)
  })
  afterAll(() => (served === undefined ? undefined : stopServing(served)))

  test.each(clients)('$name gets every byte of files of many lengths', async (client) => {
    if (await isMissing(client.program)) return
    for (const length of lengths) await fetchAndCompare(client.fetch, port, length, folder)
  })

  test.each(clients.filter(takesEmptyFiles))('$name gets an empty file', async (client) => {
    if (await isMissing(client.program)) return
    await fetchAndCompare(client.fetch, port, 0, folder)
  })

  test.each(engine !== '2' ? rolloverClients : [])(
    '$name goes on after block 65535',
    async ({ program, fetch }) => {
      if (await isMissing(program)) return
      await fetchAndCompare(fetch, port, rolloverBlocks * 512, folder)
    },
  )

  test('a missing file is refused at once', async () => {
    const begun = performance.now()
    const result = await runProgram('curl', ['-sS', `tftp://${address}:${port}/recovery.elf`])
    expect(result.code).toBe(68) // curl: "file not found on TFTP server"
    expect(performance.now() - begun).toBeLessThan(2000)
  })

  test('an upload is refused', async () => {
    const result = await runProgram('curl', [
      '-sS',
      '-T',
      serveProgram,
      `tftp://${address}:${port}/x`,
    ])
    expect(result.code).toBe(69) // curl: "permission problem on TFTP server"
  })
})

// At the same time: each lost packet is a second of waiting, and nothing but that.
describe.skipIf(needRoot('TFTP with one packet in a hundred lost')).concurrent.each(['mover', '0'])(
  'with one packet in a hundred lost, engine %s',
  (engine) => {
    const namespace = `bb-${process.pid}-tftp-${engine}`
    let served: Served | undefined

    beforeAll(async () => {
      await runOrFail('ip', ['netns', 'add', namespace])
      await inNamespace(['ip', 'link', 'set', 'lo', 'up'])
      await inNamespace(['nft', '-f', '-'], lossRules)
      served = await startServing(47_071, engine, namespace)
    })
    afterAll(async () => {
      if (served !== undefined) await stopServing(served)
      await runOrFail('ip', ['netns', 'delete', namespace])
    })

    function inNamespace(command: string[], input = ''): Promise<string> {
      return runOrFail('ip', ['netns', 'exec', namespace, ...command], { input, limitMs: 120_000 })
    }

    test.each([1, 4, 16])('atftp gets every byte with windowsize %s', async (windowSize) => {
      const options = ['--option', 'blksize 1468', '--option', `windowsize ${windowSize}`]
      const target = join(folder, `lossy-${engine}-${windowSize}`)
      const length = 1_500_000
      const words = ['-g', '-r', `pattern-${length}`, '-l', target, address, '47071']
      await inNamespace(['atftp', ...options, ...words]).catch((error: unknown) => {
        // Its answer to the OACK was lost, so it gets the OACK again (RFC 2347) and gives up: it is asked once more.
        if (!String(error).includes('unexpected OACK')) throw error
        return inNamespace(['atftp', ...options, ...words])
      })
      expect(Buffer.compare(await readFile(target), tftpPattern(length))).toBe(0)
    })
  },
)

/** Hook input sees every packet on loopback once, so requests, data and acknowledgements alike. */
const lossRules = `
table inet loss {
  chain input {
    type filter hook input priority 0; policy accept;
    meta l4proto udp numgen random mod 100 < 1 drop
  }
}
`
