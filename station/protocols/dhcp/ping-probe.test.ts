import { expect, test } from 'vitest'
import { type CommandResult, createPingProbe } from './ping-probe.ts'

const client = 'dc:a6:32:01:02:03'
const silent: CommandResult = { kind: 'exited', code: 1, output: '' }

test('an address that answers a ping is in use', async () => {
  expect(await probe({ ping: { kind: 'exited', code: 0, output: '' } })).toBe(true)
})

test('an address that answers neither ping nor ARP is free', async () => {
  const ip: CommandResult = { kind: 'exited', code: 0, output: '10.0.0.5 dev eth1 FAILED' }
  expect(await probe({ ip })).toBe(false)
})

test('a computer that drops pings is found in the neighbour table', async () => {
  const output = '10.0.0.5 dev eth1 lladdr 02:00:00:00:00:01 REACHABLE'
  expect(await probe({ ip: { kind: 'exited', code: 0, output } })).toBe(true)
})

test('a stale neighbour is not taken for a user of the address', async () => {
  const output = '10.0.0.5 dev eth1 lladdr 02:00:00:00:00:01 STALE'
  expect(await probe({ ip: { kind: 'exited', code: 0, output } })).toBe(false)
})

test('the client itself at the address is no conflict', async () => {
  const output = `10.0.0.5 dev eth1 lladdr ${client} REACHABLE`
  const ping: CommandResult = { kind: 'exited', code: 0, output: '' }
  expect(await probe({ ping, ip: { kind: 'exited', code: 0, output } })).toBe(false)
})

test('a ping that cannot run is said in words', async () => {
  await expect(probe({ ping: { kind: 'failed', message: 'ENOENT' } })).rejects.toThrow(
    'Could not check whether 10.0.0.5 is in use: ping did not run (ENOENT)',
  )
})

test.each([
  ['linux', ['-n', '-c', '1', '-W', '1', '10.0.0.5']],
  ['darwin', ['-n', '-c', '1', '-W', '1000', '10.0.0.5']],
  ['win32', ['-n', '1', '-w', '1000', '10.0.0.5']],
])('on %s ping is asked to wait one second', async (platform, expected) => {
  const calls: (readonly string[])[] = []
  const run = async (command: string, parameters: readonly string[]): Promise<CommandResult> => {
    if (command === 'ping') calls.push(parameters)
    return silent
  }
  await createPingProbe({ run, platform })('10.0.0.5', client)
  expect(calls).toEqual([expected])
})

function probe(results: { ping?: CommandResult; ip?: CommandResult }): Promise<boolean> {
  const run = async (command: string) => (command === 'ping' ? results.ping : results.ip) ?? silent
  return createPingProbe({ run, platform: 'linux' })('10.0.0.5', client)
}
