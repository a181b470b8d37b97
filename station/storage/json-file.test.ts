import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { openJsonFile } from './json-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'bootbench-json-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function open(path: string, log: (message: string) => void = () => undefined) {
  return openJsonFile({ path, schema: z.object({ count: z.number() }), orElse: { count: 0 }, log })
}

test('what was written is read, by the owner alone, and nothing else is left in the folder', () => {
  const path = join(folder, 'good.json')
  expect(open(path).read()).toEqual({ count: 0 })
  open(path).write({ count: 7 })
  expect(open(path).read()).toEqual({ count: 7 })
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['good.json'])
})

test.each(['{"count":', '{"count":"many"}', ''])(
  'a file that holds %j is put aside and told',
  (text) => {
    const path = join(folder, 'bad.json')
    writeFileSync(path, text)
    const told: string[] = []
    expect(open(path, (message) => told.push(message)).read()).toEqual({ count: 0 })
    expect(told.join()).toContain('bad.json.unreadable')
    expect(existsSync(path)).toBe(false)
    expect(existsSync(`${path}.unreadable`)).toBe(true)
  },
)
