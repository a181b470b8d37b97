import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { interfacesByMac } from './interface-macs.ts'

const folder = mkdtempSync(join(tmpdir(), 'bootbench-macs-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('interfaces are found by their hardware address, also those that are down', async () => {
  for (const [name, address, index] of [
    ['lo', '00:00:00:00:00:00', 1],
    ['enx02b0aabbccdd', '02:b0:aa:bb:cc:dd', 14],
  ] as const) {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'address'), `${address}\n`)
    writeFileSync(join(folder, name, 'ifindex'), `${index}\n`)
  }
  // As it is left for a moment when an interface goes.
  mkdirSync(join(folder, 'usb0'))
  const found = await interfacesByMac(folder)
  expect(found.get('02:b0:aa:bb:cc:dd')).toEqual({ name: 'enx02b0aabbccdd', index: 14 })
  expect(found.size).toBe(2)
})

test('a computer without /sys/class/net has none', async () => {
  expect((await interfacesByMac(join(folder, 'none'))).size).toBe(0)
})
