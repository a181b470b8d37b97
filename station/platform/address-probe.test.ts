import { expect, test } from 'vitest'
import { probeAddress } from './address-probe.ts'
import type { CommandResult } from './run-command.ts'

const request = { interfaceName: 'eth1', address: '192.168.77.20' }
const missing: CommandResult = { kind: 'not-installed' }

function exited(code: number, stdout = ''): CommandResult {
  return { kind: 'exited', code, stdout, stderr: '' }
}

function probeWith(answers: { arping?: CommandResult; ping?: CommandResult; ip?: CommandResult }) {
  const byName = new Map(Object.entries(answers))
  return probeAddress({ ...request, run: async (command) => byName.get(command) ?? missing })
}

test('an ARP answer means in use, and tells by whom (iputils)', async () => {
  const arping = exited(
    0,
    'ARPING 192.168.77.20 from 192.168.77.1 eth1\nUnicast reply from 192.168.77.20 [DC:A6:32:00:00:01]  0.7ms\nSent 1 probes (1 broadcast(s))\nReceived 1 response(s)\n',
  )
  expect(await probeWith({ arping })).toEqual({ kind: 'in-use', mac: 'dc:a6:32:00:00:01' })
})

test('no ARP answer means free', async () => {
  const arping = exited(
    1,
    'ARPING 192.168.77.20 from 192.168.77.1 eth1\nSent 1 probes (1 broadcast(s))\nReceived 0 response(s)\n',
  )
  expect(await probeWith({ arping })).toEqual({ kind: 'free' })
})

test('without arping a ping answer means in use', async () => {
  const ip = exited(0, '192.168.77.20 lladdr dc:a6:32:00:00:01 REACHABLE\n')
  expect(await probeWith({ ping: exited(0), ip })).toEqual({
    kind: 'in-use',
    mac: 'dc:a6:32:00:00:01',
  })
})

test('a computer that drops pings is found in the neighbour table', async () => {
  const ip = exited(0, '192.168.77.20 lladdr dc:a6:32:00:00:01 REACHABLE\n')
  expect((await probeWith({ ping: exited(1), ip })).kind).toBe('in-use')
})

test('no ping answer and no neighbour means free', async () => {
  expect(await probeWith({ ping: exited(1), ip: exited(0, '192.168.77.20 FAILED\n') })).toEqual({
    kind: 'free',
  })
})

test('an old neighbour entry without an answer decides nothing', async () => {
  const ip = exited(0, '192.168.77.20 lladdr dc:a6:32:00:00:01 DELAY\n')
  expect((await probeWith({ ping: exited(1), ip })).kind).toBe('unknown')
})

test.for([
  ['no tools', {}],
  ['arping without rights and no ping', { arping: exited(2) }],
  ['ping without rights', { ping: exited(2) }],
  ['both hang', { arping: { kind: 'timed-out' }, ping: { kind: 'timed-out' } }],
] as const)('%s: the answer is unknown, with a sentence', async ([, answers]) => {
  const use = await probeWith(answers)
  expect(use).toMatchObject({ kind: 'unknown', message: expect.stringContaining('arping') })
})
