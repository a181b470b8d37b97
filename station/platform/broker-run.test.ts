import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { holdInterface } from './broker-hold.ts'
import { type WatchEvent, watchInterface } from './broker-watch.ts'

// The other end is played by a small Node program; the real broker is in test/interop/broker-hold.test.ts.
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bootbench-broker-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function fakeBroker(name: string, script: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, `#!${process.execPath}\n${script}\n`)
  await chmod(path, 0o755)
  return path
}

/** Starts faster than Node, for short limits. */
async function fakeShellBroker(name: string, script: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, `#!/bin/sh\n${script}\n`)
  await chmod(path, 0o755)
  return path
}

/** Ends, with this code, when its input does. */
const untilEnd = (code = 0) =>
  `process.stdin.resume().on('end', () => { process.exitCode = ${code} })`

test('a hold names what is held, and the arguments name what was asked for', async () => {
  const what = [
    { what: 'address', interfaceName: 'eth9', address: '10.20.50.1/24' },
    { what: 'internet', interfaceName: 'wlan9' },
  ]
  const line = JSON.stringify({ held: [...what, { what: 'something newer' }, 7] })
  const brokerPath = await fakeBroker(
    'hold',
    `const asked = 'hold --interface eth9 --address 10.20.50.1/24 --address6 fd12::1/64 --internet-through wlan9'
    if (process.argv.slice(2).join(' ') !== asked) process.exit(2)
    console.log(${JSON.stringify(line)}); ${untilEnd()}`,
  )
  const held = await holdInterface({
    brokerPath,
    interfaceName: 'eth9',
    address: { address: '10.20.50.1', prefixLength: 24 },
    address6: 'fd12::1',
    internetThrough: 'wlan9',
  })
  if (held.kind === 'refused') throw new Error(held.message)
  expect(held.what).toEqual(what)
  expect(await held.release()).toEqual({ kind: 'released' })
  expect(await held.release()).toEqual({ kind: 'released' })
  expect(await held.ended).toEqual({ kind: 'released' })
})

test.for([
  [4, 'interface-unusable'],
  [5, 'not-permitted'],
  [9, 'program-missing'],
  [10, 'already-held'],
] as const)('exit code %i before the first line is the refusal %s', async ([exit, code]) => {
  const brokerPath = await fakeBroker(
    `refuse-${exit}`,
    `process.stderr.write('bootbench-broker: no; because; do this\\n'); process.exitCode = ${exit}`,
  )
  const result = await holdInterface({ brokerPath, interfaceName: 'eth9' })
  expect(result).toEqual({ kind: 'refused', code, message: 'no; because; do this' })
})

test('a broker that could not take back everything says so at the release', async () => {
  const brokerPath = await fakeBroker(
    'not-back',
    `console.log('{"held":[]}'); process.stderr.write('bootbench-broker: it is still there\\n'); ${untilEnd(11)}`,
  )
  const held = await holdInterface({ brokerPath, interfaceName: 'eth9' })
  if (held.kind === 'refused') throw new Error(held.message)
  const refusal = { kind: 'refused', code: 'not-taken-back', message: 'it is still there' }
  expect(await held.release()).toEqual(refusal)
})

test('a broker that ends without a word, before or after its line, is told', async () => {
  const silent = await fakeBroker('silent', '')
  const before = await holdInterface({ brokerPath: silent, interfaceName: 'eth9' })
  expect(before).toMatchObject({ kind: 'refused', code: 'system-error' })
  const killed = await fakeBroker(
    'killed',
    `process.stdout.write('{"held":[]}\\n', () => process.kill(process.pid, 'SIGKILL'))`,
  )
  const held = await holdInterface({ brokerPath: killed, interfaceName: 'eth9' })
  if (held.kind === 'refused') throw new Error(held.message)
  expect(await held.ended).toMatchObject({
    code: 'system-error',
    message: expect.stringContaining('SIGKILL'),
  })
})

test('a broker that says nothing, or does not end, is killed at the limit', async () => {
  const mute = await fakeShellBroker('mute', 'exec sleep 60')
  const options = { interfaceName: 'eth9', limitMs: 300 }
  const refusal = { kind: 'refused', code: 'timed-out' }
  expect(await holdInterface({ ...options, brokerPath: mute })).toMatchObject(refusal)
  const stubborn = await fakeShellBroker('stubborn', `echo '{"held":[]}'; exec sleep 60`)
  const held = await holdInterface({ ...options, limitMs: 1000, brokerPath: stubborn })
  if (held.kind === 'refused') throw new Error(held.message)
  expect(await held.release()).toMatchObject(refusal)
})

test('a watch tells events in order and leaves out what it does not understand', async () => {
  const brokerPath = await fakeBroker(
    'watch',
    `if (process.argv.slice(2).join(' ') !== 'watch --interface eth9') process.exit(2)
    for (const line of ['{"event":"link","up":true,"at":1}', 'no JSON', '{"event":"news"}', '7', 'null',
      '{"event":"bpdu","frame":"0180c2","at":2}', '{"event":"link","up":false,"at":3}']) console.log(line)
    ${untilEnd()}`,
  )
  const events: WatchEvent[] = []
  const watch = await watchInterface({
    brokerPath,
    interfaceName: 'eth9',
    onEvent: (event) => events.push(event),
  })
  if (watch.kind === 'refused') throw new Error(watch.message)
  expect(await watch.stop()).toEqual({ kind: 'stopped' })
  expect(events).toEqual([
    { kind: 'link', up: true, at: 1 },
    { kind: 'bpdu', frame: Uint8Array.of(0x01, 0x80, 0xc2), at: 2 },
    { kind: 'link', up: false, at: 3 },
  ])
})

test.for([
  ['that is not there', '/bootbench/no-such-broker'],
  ['that is a folder', '/'],
])('a broker %s is refused, not thrown', async ([, brokerPath = '']) => {
  const result = await holdInterface({ brokerPath, interfaceName: 'eth9' })
  expect(result).toMatchObject({ kind: 'refused', code: 'broker-missing' })
})
