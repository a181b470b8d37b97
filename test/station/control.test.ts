import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { runProgram } from '../lab/run-program.ts'
import { StationChild } from './station-child.ts'

// What controls the station: the command line, and the web server for the user interface, which only this computer's own pages may use.

const cli = join(import.meta.dirname, '../../headless/cli.ts')
let folder: string
let station: StationChild

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bootbench-control-'))
  station = new StationChild(folder, 8)
  await station.start()
})

afterAll(async () => {
  await station.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Every start takes the better part of a second: what does not build on another start is started beside it. */
function bootbench(...args: string[]) {
  return runProgram(process.execPath, [cli, ...args], { limitMs: 60_000 })
}

function toStation(...args: string[]) {
  return bootbench(...args, '--station', station.controlUrl)
}

/** fetch does not let one choose the Host header; this does. */
function get(path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    request(`${station.controlUrl}${path}`, { headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .once('error', reject)
      .end()
  })
}

test('help is printed for the program and for each command, with exit code 0', async () => {
  const names = ['serve', 'demo', 'boards', 'deploy', 'backup', 'images', 'doctor']
  const [overview, ...helps] = await Promise.all([
    bootbench('--help'),
    ...names.map((name) => bootbench(name, '--help')),
  ])
  expect(overview.code).toBe(0)
  for (const name of names) expect(overview.stdout).toContain(`  ${name}`)
  expect(helps.map(({ code }) => code)).toEqual(names.map(() => 0))
})

test('a command line that is not understood ends with 2 and says what is wrong', async () => {
  const [unknown, ...others] = await Promise.all([
    bootbench('frobnicate'),
    bootbench('boards', '--nonsense'),
    bootbench('serve', '--interface', 'x', '--dhcp', 'maybe'),
  ])
  expect(unknown).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('frobnicate') as string,
  })
  for (const other of others) expect(other).toMatchObject({ code: 2 })
})

test('without a station the commands end with 3 and say how to start one', async () => {
  const result = await bootbench('boards', '--station', 'http://127.0.0.1:9')
  expect(result).toMatchObject({ code: 3, stderr: expect.stringContaining('npm start') as string })
})

test('boards and images are listed for people and, with --json, for programs', async () => {
  const [told, boards, images, doctor] = await Promise.all([
    toStation('boards'),
    toStation('boards', '--json'),
    toStation('images', '--json'),
    toStation('doctor', '--json'),
  ])
  expect(told.stdout).toContain('No board has appeared yet')
  expect(JSON.parse(boards.stdout)).toEqual([])
  expect(JSON.parse(images.stdout)).toEqual([])
  expect((JSON.parse(doctor.stdout) as { id: string }[]).map((checkup) => checkup.id)).toContain(
    'space',
  )
})

test('a file that is no image is refused with a sentence and exit code 1', async () => {
  const path = join(folder, 'letter.img')
  writeFileSync(path, 'Dear Sir or Madam,\n'.repeat(1_000))
  const result = await toStation('images', 'import', path)
  expect(result.code).toBe(1)
  expect(result.stderr).toMatch(/sector|partition table/)
})

test('a deploy to a board that is not there is refused', async () => {
  expect(await toStation('deploy', 'abcd1234', 'golden', '--yes')).toMatchObject({ code: 1 })
})

test('the history is searched and exported, also when it is empty', async () => {
  const [found, csv, json, lost] = await Promise.all([
    toStation('jobs', '--search', 'golden'),
    toStation('jobs', '--csv'),
    toStation('jobs', '--csv', '--json'),
    toStation('jobs', '--state', 'lost'),
  ])
  expect(found.stdout).toContain('No job was found')
  expect(csv.stdout).toMatch(/^job,kind,state,serial,/)
  expect(JSON.parse(json.stdout)).toEqual([])
  expect(lost).toMatchObject({ code: 2 })
})

test('a batch is told of, and not started without an image or with words that are not understood', async () => {
  const [told, noImage, notUnderstood] = await Promise.all([
    toStation('batch'),
    toStation('batch', 'start', 'golden', '3', '--yes'),
    toStation('batch', 'start', 'golden', '3', '--storage', 'tape'),
  ])
  expect(told).toMatchObject({ code: 0, stdout: 'There is no batch.\n' })
  expect(noImage).toMatchObject({ code: 1 })
  expect(notUnderstood).toMatchObject({ code: 2 })
})

test('an import from an address where nobody answers is refused with a sentence', async () => {
  const url = 'http://127.0.0.1:9/pi.img.xz'
  const [result, badSum] = await Promise.all([
    toStation('images', 'import', url),
    toStation('images', 'import', url, '--sha256', '1'),
  ])
  expect(result).toMatchObject({ code: 1 })
  expect(result.stderr).toContain('does not answer')
  expect(badSum).toMatchObject({ code: 2 })
})

test('the user interface is served with headers that keep foreign content out', async () => {
  const page = await fetch(station.controlUrl)
  expect(page.status).toBe(200)
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
  expect(await page.text()).toContain('<div id="root">')
})

test('a request that names another host, or comes from another page, is refused', async () => {
  expect(await get('/', { host: 'evil.example' })).toBe(403)
  expect(await get('/', { origin: 'https://evil.example' })).toBe(403)
  expect(await get('/../../etc/passwd', {})).toBe(404)
  expect(await get('/%2e%2e/%2e%2e/package.json', {})).toBe(404)
  const foreign = new WebSocket(`${station.controlUrl.replace('http', 'ws')}/rpc`, {
    origin: 'https://evil.example',
  })
  const outcome = await new Promise((resolve) => {
    foreign.once('open', () => resolve('open'))
    foreign.once('error', () => resolve('refused'))
  })
  expect(outcome).toBe('refused')
})
