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
  const overview = await bootbench('--help')
  expect(overview.code).toBe(0)
  for (const name of ['serve', 'demo', 'boards', 'deploy', 'backup', 'images', 'doctor']) {
    expect(overview.stdout).toContain(`  ${name}`)
    expect(await bootbench(name, '--help')).toMatchObject({ code: 0 })
  }
})

test('a command line that is not understood ends with 2 and says what is wrong', async () => {
  expect(await bootbench('frobnicate')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('frobnicate') as string,
  })
  expect(await bootbench('boards', '--nonsense')).toMatchObject({ code: 2 })
  expect(await bootbench('serve', '--interface', 'x', '--dhcp', 'maybe')).toMatchObject({ code: 2 })
})

test('without a station the commands end with 3 and say how to start one', async () => {
  const result = await bootbench('boards', '--station', 'http://127.0.0.1:9')
  expect(result).toMatchObject({ code: 3, stderr: expect.stringContaining('npm start') as string })
})

test('boards and images are listed for people and, with --json, for programs', async () => {
  expect((await toStation('boards')).stdout).toContain('No board has appeared yet')
  expect(JSON.parse((await toStation('boards', '--json')).stdout)).toEqual([])
  expect(JSON.parse((await toStation('images', '--json')).stdout)).toEqual([])
  const doctor = await toStation('doctor', '--json')
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
  expect((await toStation('jobs', '--search', 'golden')).stdout).toContain('No job was found')
  expect((await toStation('jobs', '--csv')).stdout).toMatch(/^job,kind,state,serial,/)
  expect(JSON.parse((await toStation('jobs', '--csv', '--json')).stdout)).toEqual([])
  expect(await toStation('jobs', '--state', 'lost')).toMatchObject({ code: 2 })
})

test('a batch is told of, and not started without an image or with words that are not understood', async () => {
  expect(await toStation('batch')).toMatchObject({ code: 0, stdout: 'There is no batch.\n' })
  expect(await toStation('batch', 'start', 'golden', '3', '--yes')).toMatchObject({ code: 1 })
  expect(await toStation('batch', 'start', 'golden', '3', '--storage', 'tape')).toMatchObject({
    code: 2,
  })
})

test('an import from an address where nobody answers is refused with a sentence', async () => {
  const result = await toStation('images', 'import', 'http://127.0.0.1:9/pi.img.xz')
  expect(result).toMatchObject({ code: 1 })
  expect(result.stderr).toContain('does not answer')
  expect(
    await toStation('images', 'import', 'http://127.0.0.1:9/pi.img', '--sha256', '1'),
  ).toMatchObject({ code: 2 })
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
