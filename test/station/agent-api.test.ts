import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildTestImage } from '../../simulator/demo-image.ts'
import { StationChild } from './station-child.ts'

// What anyone on the bench can send to the station's HTTP server, and what a client of the seed's age gets.

const mac = 'dc:a6:32:77:00:01'
let folder: string
let station: StationChild
let imageId: string
let imagePath: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bootbench-api-'))
  station = new StationChild(folder, 1, { compatibility: true })
  await station.start()
  imagePath = join(folder, 'test.img')
  await buildTestImage({
    path: imagePath,
    fatFiles: { 'a.txt': 'a' },
    ext4Files: { 'b.txt': 'b' },
    fatMiB: 16,
    ext4MiB: 8,
  })
  imageId = await station.import(imagePath)
})

afterAll(async () => {
  await station.stop()
  rmSync(folder, { recursive: true, force: true })
})

type Answer = { status: number; body: Record<string, string> }

async function post(
  path: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${station.boardUrl}${path}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  })
  const text = await response.text()
  return {
    status: response.status,
    body: text === '' ? {} : (JSON.parse(text) as Record<string, string>),
  }
}

/** Registers an agent without a boot token, as a person would start it by hand, and approves it. */
async function registerByHand(
  address: string,
  serial: string,
): Promise<{ token: string; board: string }> {
  const registration = JSON.stringify({
    agent: 1,
    mac: address,
    ip: '127.77.2.99',
    serial,
    storages: [{ path: '/dev/mmcblk0', kind: 'emmc', sizeBytes: 64 * 1024 * 1024, cid: serial }],
  })
  expect((await post('/api/register-device', registration)).body.state).toBe('waiting-for-approval')
  const client = await station.client()
  const board = (await client.boards.list()).find((candidate) => candidate.macs.includes(address))
  if (board === undefined) throw new Error('the board did not appear')
  expect(board.stage.kind).toBe('waiting-for-approval')
  await client.boards.approve({ id: board.id })
  const registered = await post('/api/register-device', registration)
  expect(registered.body.state).toBe('registered')
  return { token: String(registered.body.token), board: board.id }
}

test('an agent that a person started by hand is let in once it was approved, and only once', async () => {
  const { token } = await registerByHand(mac, 'hand0001')
  expect(token).toMatch(/^[0-9a-f]{64}$/)
  const again = await post(
    '/api/register-device',
    JSON.stringify({ agent: 1, mac, ip: '127.77.2.99' }),
  )
  expect(again.body.state).toBe('waiting-for-approval')
})

test('a boot token that was never made, and one that is no token at all, are refused with a sentence', async () => {
  for (const bootToken of ['0'.repeat(32), 'x', "'; DROP TABLE boards; --"]) {
    const answer = await post(
      '/api/register-device',
      JSON.stringify({ agent: 1, mac, ip: '127.77.2.99', bootToken }),
    )
    expect(answer).toMatchObject({ status: 403, body: { error: 'boot-token-unknown' } })
    expect(answer.body.message).toContain('Start the board again')
  }
})

test('a token of one board opens nothing of another board', async () => {
  const first = await registerByHand('dc:a6:32:77:00:02', 'hand0002')
  const second = await registerByHand('dc:a6:32:77:00:03', 'hand0003')
  const client = await station.client()
  const board = (await client.boards.list()).find((candidate) => candidate.id === first.board)
  if (board === undefined) throw new Error('the board is gone')
  const job = await station.deploy(board, imageId)
  const progress = JSON.stringify({
    phase: 'writing',
    bytesDone: 1,
    bytesTotal: 2,
    bytesPerSecond: 1,
  })
  const foreign = { authorization: `Bearer ${second.token}` }
  expect(await post(`/api/jobs/${job.id}/progress`, progress, foreign)).toMatchObject({
    status: 404,
  })
  expect(await post(`/api/jobs/${job.id}/result`, '{"ok":true}', foreign)).toMatchObject({
    status: 404,
  })
  const image = await fetch(`${station.boardUrl}/images/${imageId}/frames.zst`, {
    headers: foreign,
  })
  expect(image.status).toBe(403)
  await image.body?.cancel()
  const own = await fetch(`${station.boardUrl}/images/${imageId}/index.txt`, {
    headers: { authorization: `Bearer ${first.token}` },
  })
  expect(own.status).toBe(200)
  expect(await own.text()).toMatch(/^bootbench-index 1\n/)
  await client.jobs.cancel({ id: job.id })
})

test.each([
  ['no JSON at all', 'hello'],
  ['an empty body', ''],
  ['a MAC address that is none', '{"mac":"zz","ip":"1.2.3.4"}'],
  ['an address that is none', '{"mac":"dc:a6:32:77:00:01","ip":"../../etc/passwd"}'],
  [
    'storages that are no list',
    '{"mac":"dc:a6:32:77:00:01","ip":"1.2.3.4","agent":1,"storages":7}',
  ],
  [
    'numbers beyond all storages',
    '{"mac":"dc:a6:32:77:00:01","ip":"1.2.3.4","agent":1,"memoryBytes":1e400}',
  ],
  ['a deep nest', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
])('a registration with %s is refused with a sentence', async (_what, body) => {
  const answer = await post('/api/register-device', body)
  expect(answer.status).toBe(400)
  expect(answer.body.message).toContain('docs/agent-protocol.md')
})

test('a giant body is refused before it is read', async () => {
  const answer = await post('/api/register-device', 'x'.repeat(8 * 1024 * 1024)).catch(() => null)
  // The station may close the connection while we still send; then there is no answer to read.
  if (answer !== null)
    expect(answer).toMatchObject({ status: 413, body: { error: 'body-too-big' } })
  expect((await fetch(`${station.boardUrl}/nothing`)).status).toBe(404)
})

test('a body that never comes is given up after a while, and others are served meanwhile', async () => {
  const socket = createConnection(station.settings.httpPort, station.settings.address)
  const answer = new Promise<string>((resolve) =>
    socket.once('data', (data) => resolve(data.toString())),
  )
  socket.write(
    'POST /api/register-device HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{',
  )
  expect((await fetch(`${station.boardUrl}/nothing`)).status).toBe(404)
  expect(await answer).toMatch(/^HTTP\/1.1 408/)
  socket.destroy()
})

test('unknown addresses, methods and broken requests get an answer and harm nothing', async () => {
  expect((await fetch(`${station.boardUrl}/images/..%2f..%2fetc%2fpasswd`)).status).toBe(404)
  expect(
    (await fetch(`${station.boardUrl}/api/register-device`, { method: 'DELETE' })).status,
  ).toBe(405)
  expect((await fetch(`${station.boardUrl}/api/device-action-poll`)).status).toBe(401)
  const socket = createConnection(station.settings.httpPort, station.settings.address)
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.write(`GET /${'a'.repeat(100_000)} HTTP/1.1\r\n`)
  socket.on('error', () => undefined)
  await closed
  expect((await fetch(`${station.boardUrl}/nothing`)).status).toBe(404)
})

test('a client that is just curl and dd deploys and backs up, after a person approved it', async () => {
  const seedMac = 'dc:a6:32:77:00:09'
  const curl = (...args: string[]): string =>
    execFileSync('curl', ['-sS', ...args], { encoding: 'utf8', maxBuffer: 1 << 28 })
  const register = (): string =>
    curl('-d', `mac=${seedMac}`, '-d', 'ip=127.77.2.98', `${station.boardUrl}/api/register-device`)
  const poll = (): Record<string, string> =>
    JSON.parse(curl(`${station.boardUrl}/api/device-action-poll?mac=${seedMac}`)) as Record<
      string,
      string
    >
  expect(JSON.parse(register())).toMatchObject({ state: 'waiting-for-approval' })
  expect(poll()).toEqual({ action: 'none' })
  const client = await station.client()
  const board = (await client.boards.list()).find((candidate) => candidate.macs.includes(seedMac))
  if (board === undefined) throw new Error('the board did not appear')
  await client.boards.approve({ id: board.id })
  expect(JSON.parse(register())).toMatchObject({ state: 'registered' })

  const deploy = await station.deploy(board, imageId)
  const action = poll()
  expect(action.action).toBe('deploy')
  const storage = join(folder, 'seed-storage.img')
  execFileSync('sh', [
    '-c',
    'curl -sS "$0" | dd of="$1" bs=1M status=none',
    String(action.url),
    storage,
  ])
  expect(readFileSync(storage).equals(readFileSync(imagePath))).toBe(true)
  expect((await station.endOf(deploy)).state.kind).toBe('unverified')

  writeFileSync(storage, readFileSync(imagePath).fill(0x5a, 4_000_000, 4_000_100))
  const backup = await station.backup(board)
  const upload = poll()
  expect(upload.action).toBe('backup')
  execFileSync('sh', [
    '-c',
    'dd if="$1" bs=1M status=none | curl -sS --fail -T - "$0"',
    String(upload.upload_url),
    storage,
  ])
  const end = await station.endOf(backup)
  expect(end.state, JSON.stringify(end.state)).toMatchObject({ kind: 'done' })
  const raw = join(station.settings.dataFolder, 'images', String(end.imageId), 'manifest.json')
  expect((JSON.parse(readFileSync(raw, 'utf8')) as { rawSize: number }).rawSize).toBe(
    readFileSync(storage).length,
  )
})
