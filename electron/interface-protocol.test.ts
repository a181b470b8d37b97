import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { answerInterface, interfaceOrigin } from './interface-protocol.ts'

const parent = mkdtempSync(join(tmpdir(), 'bootbench-interface-'))
const folder = join(parent, 'renderer')
mkdirSync(join(folder, 'assets'), { recursive: true })
writeFileSync(join(folder, 'index.html'), '<!doctype html>')
writeFileSync(join(folder, 'assets', 'index-a1_B2.js'), 'export {}')
writeFileSync(join(parent, 'secret.txt'), 'secret')

const ask = (path: string, init?: RequestInit): Promise<Response> =>
  answerInterface(folder, new Request(`${interfaceOrigin}${path}`, init))

test('the page and its files are answered with a policy that lets in no script but ours', async () => {
  const page = await ask('/')
  expect(await page.text()).toBe('<!doctype html>')
  const script = await ask('/assets/index-a1_B2.js')
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  for (const { headers } of [page, script]) {
    expect(headers.get('content-security-policy')).toContain("script-src 'self';")
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  }
})

test.each([
  '/../secret.txt',
  '/assets/%2e%2e/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/assets/..%5c..%5csecret.txt',
  '/.hidden',
  '//etc/passwd',
  '/assets',
  '/missing.js',
  '/%00',
])('nothing outside of the folder is answered: %s', async (path) => {
  expect((await ask(path)).status).toBe(404)
})

test('only reading is possible, and only of our own host', async () => {
  expect((await ask('/', { method: 'POST' })).status).toBe(405)
  const other = await answerInterface(folder, new Request('bootbench-app://elsewhere/index.html'))
  expect(other.status).toBe(404)
})
