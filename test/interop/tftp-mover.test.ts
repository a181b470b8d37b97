import dgram from 'node:dgram'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, expect, test } from 'vitest'
import type { ByteSource } from '../../station/protocols/tftp/byte-source.ts'
import { tftpRead } from '../../station/protocols/tftp/client.ts'
import type { TftpEvent } from '../../station/protocols/tftp/event.ts'
import { startLoopbackServer } from '../../station/protocols/tftp/loopback-server.ts'
import { createNativeEngine } from '../../station/protocols/tftp/native-engine.ts'
import { decodePacket, encodePacket } from '../../station/protocols/tftp/packet.ts'
import { openTransferSocket } from '../../station/protocols/tftp/transfer-socket.ts'
import { buildMover } from '../lab/build-broker.ts'
import { tftpPattern } from './tftp-pattern.ts'

/** The program that sends boot files, by what the server and its clients see of it. */

const address = '127.0.0.1'
const bytes = tftpPattern(300_000)
const cleanups: (() => unknown)[] = []
let moverPath = ''

beforeAll(async () => {
  moverPath = await buildMover('-fsanitize=address,undefined')
})
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function serve(source: ByteSource = { kind: 'bytes', bytes }, path = moverPath) {
  const events: TftpEvent[] = []
  const logged: string[] = []
  const { server, port } = await startLoopbackServer({
    resolveFile: () => source,
    onEvent: (event) => events.push(event),
    createEngine: (report) =>
      createNativeEngine({
        moverPath: path,
        bindAddress: address,
        tickMilliseconds: 5,
        movers: 1,
        openTransferSocket: () => openTransferSocket(address),
        report,
        log: (message) => logged.push(message),
      }),
  })
  cleanups.push(() => server.stop())
  const kinds = () => events.map(({ kind }) => kind)
  const fetch = (blockSize = 1468, windowSize = 4) =>
    tftpRead({ address, port, fileName: 'x', blockSize, windowSize, timeoutMilliseconds: 500 })
  return { server, port, events, kinds, logged, fetch }
}

/** A client by hand: asks, and gives what comes. */
async function ask(port: number) {
  const socket = dgram.createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, address, () => resolve()))
  cleanups.push(() => socket.close())
  const next = once(socket, 'message') as Promise<[Buffer, dgram.RemoteInfo]>
  const request = { kind: 'read-request', fileName: 'x', mode: 'octet', options: [] } as const
  socket.send(encodePacket(request), port, address)
  const [, sender] = await next
  return { socket, transferPort: sender.port }
}

function moversOfThisProcess(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => isMover(name))
    .map(Number)
}

function isMover(pid: string): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1')
    return status.includes(`PPid:\t${process.pid}\n`) && status.includes('Name:\tbootbench-tftp-')
  } catch {
    return false // it ended while we looked
  }
}

test('a file by its path arrives, and one that has changed its size is refused', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bootbench-mover-'))
  cleanups.push(() => rm(folder, { recursive: true }))
  const path = join(folder, 'a file')
  await writeFile(path, bytes)
  const good = await serve({ kind: 'file', path, size: bytes.length })
  expect(await good.fetch()).toEqual({ kind: 'ok', bytes: Buffer.from(bytes) })
  const changed = await serve({ kind: 'file', path, size: bytes.length - 1 })
  const message = 'The station could not read the file'
  expect(await changed.fetch()).toEqual({ kind: 'error', message })
  await expect.poll(changed.kinds).toEqual(['request', 'started', 'error'])
})

test.each([
  [8, 16],
  [512, 64],
  [1468, 1],
])('blocks of %s in windows of %s arrive', async (blockSize, windowSize) => {
  const { fetch, events } = await serve()
  expect(await fetch(blockSize, windowSize)).toEqual({ kind: 'ok', bytes: Buffer.from(bytes) })
  await expect.poll(() => events.at(-1)).toMatchObject({ kind: 'done', bytes: bytes.length })
})

test('a stranger gets error 5, and the client may hang up', async () => {
  const { port, events } = await serve()
  const { socket, transferPort } = await ask(port)
  const stranger = dgram.createSocket('udp4')
  cleanups.push(() => stranger.close())
  stranger.send(encodePacket({ kind: 'acknowledgement', block: 1 }), transferPort, address)
  const [answer] = (await once(stranger, 'message')) as [Buffer]
  expect(decodePacket(answer)).toMatchObject({ ok: true, packet: { kind: 'error', code: 5 } })
  const message = 'Early terminate'
  socket.send(encodePacket({ kind: 'error', code: 0, message }), transferPort, address)
  await expect
    .poll(() => events.at(-1))
    .toMatchObject({ kind: 'early-terminate', message, bytes: 0 })
})

test('a client that vanishes frees everything', async () => {
  const { server, port, kinds } = await serve()
  await ask(port)
  await expect.poll(kinds, { timeout: 5000 }).toContain('timed-out')
  expect(server.activeTransfers).toBe(0)
})

test('a mover that dies ends its transfers with an error, and another takes its place', async () => {
  const { port, kinds, fetch, logged } = await serve()
  const { socket, transferPort } = await ask(port)
  socket.send(encodePacket({ kind: 'acknowledgement', block: 1 }), transferPort, address)
  const [pid = 0] = moversOfThisProcess()
  process.kill(pid, 'SIGKILL')
  await expect.poll(kinds).toContain('error')
  expect(logged.join()).toContain('It is started again')
  expect(await fetch()).toEqual({ kind: 'ok', bytes: Buffer.from(bytes) })
})

test('without the program the station sends the file itself and says so', async () => {
  const { fetch, logged } = await serve(undefined, '/not/there/bootbench-tftp-mover')
  expect(await fetch()).toEqual({ kind: 'ok', bytes: Buffer.from(bytes) })
  expect(logged).toEqual([expect.stringContaining('/not/there/bootbench-tftp-mover')])
})

test.each([
  ['an old program that says no version', 'ready', 'version 1 instead of 2'],
  ['a newer program', 'ready 3', 'version 3 instead of 2'],
])('%s gets no orders, and the log says why the station sends by itself', async (_, hello, why) => {
  const { fetch, logged } = await serve(undefined, await standIn(hello))
  expect(await fetch()).toEqual({ kind: 'ok', bytes: Buffer.from(bytes) })
  expect(logged).toEqual([expect.stringContaining(why)])
})

test('lines that the station does not know are told once', async () => {
  const { logged } = await serve(undefined, await standIn('what', 'ready 2', 'is', 'this'))
  await expect.poll(() => logged).toEqual([expect.stringContaining('"what"')])
})

/** A program in the mover's place that says these lines, and ends with its input; it fails if it is given an order. */
async function standIn(...lines: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bootbench-mover-'))
  cleanups.push(() => rm(folder, { recursive: true }))
  const path = join(folder, 'mover')
  const said = lines.map((line) => `echo ${line}`).join('\n')
  await writeFile(path, `#!/bin/sh\n${said}\nread -r order && exit 9\n`, { mode: 0o755 })
  return path
}

test('stopping tells the clients and leaves no process', async () => {
  const { server, port } = await serve()
  const { socket } = await ask(port)
  const next = once(socket, 'message') as Promise<[Buffer]>
  await server.stop()
  expect(decodePacket((await next)[0])).toMatchObject({ packet: { kind: 'error' } })
  expect(moversOfThisProcess()).toEqual([])
})
