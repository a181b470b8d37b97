import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  type GrantSources,
  grantBrokerRights,
  grantCommand,
  readBrokerRights,
  withdrawBrokerRights,
  withdrawCommand,
} from './broker-rights.ts'
import type { CommandResult } from './run-command.ts'

const brokerPath = '/usr/lib/bootbench/bootbench-broker'
const everything = ['cap_net_bind_service', 'cap_net_raw', 'cap_net_admin', 'cap_dac_override']

function exited(code: number, stdout = '', stderr = ''): CommandResult {
  return { kind: 'exited', code, stdout, stderr }
}

function checkThatSays(capabilities: readonly string[]) {
  return () => Promise.resolve(exited(0, `${JSON.stringify({ capabilities })}\n`))
}

test('rights are all, some or none, with what is missing', async () => {
  expect(await readBrokerRights(brokerPath, checkThatSays(everything))).toEqual({ kind: 'all' })
  expect(await readBrokerRights(brokerPath, checkThatSays([]))).toEqual({
    kind: 'none',
    missing: everything,
  })
  // Given before there were more verbs than opening sockets.
  const old = checkThatSays(['cap_net_bind_service', 'cap_net_raw'])
  expect(await readBrokerRights(brokerPath, old)).toEqual({
    kind: 'some',
    missing: ['cap_net_admin', 'cap_dac_override'],
  })
})

test.for([
  [{ kind: 'not-installed' }, 'is not there'],
  [{ kind: 'timed-out' }, 'did not answer'],
  [{ kind: 'failed', message: 'EACCES' }, 'EACCES'],
  [exited(2, '', 'usage'), 'another version'],
  [exited(0, 'hello'), 'another version'],
  [exited(0, '{"capabilities":7}'), 'another version'],
] as const)('a broker that cannot tell (%j) is unknown', async ([result, words]) => {
  const rights = await readBrokerRights(brokerPath, () => Promise.resolve(result))
  expect(rights).toMatchObject({ kind: 'unknown', message: expect.stringContaining(words) })
})

/** A computer with these files, on which pkexec ends as given; tells what was run. */
function computer(result: CommandResult, files: readonly string[] = ['/usr/sbin/setcap']) {
  const commands: string[][] = []
  const sources: GrantSources = {
    run: (command, args) => {
      commands.push([command, ...args])
      return Promise.resolve(result)
    },
    isThere: (path) => Promise.resolve(path === brokerPath || files.includes(path)),
  }
  return { sources, commands }
}

test('pkexec is given exactly setcap, the four capabilities and the broker', async () => {
  const { sources, commands } = computer(exited(0))
  expect(await grantBrokerRights(brokerPath, sources)).toEqual({ kind: 'granted' })
  expect(await withdrawBrokerRights(brokerPath, sources)).toEqual({ kind: 'withdrawn' })
  expect(commands).toEqual([
    [
      'pkexec',
      '/usr/sbin/setcap',
      'cap_net_bind_service,cap_net_raw,cap_net_admin,cap_dac_override+ep',
      brokerPath,
    ],
    ['pkexec', '/usr/sbin/setcap', '-r', brokerPath],
  ])
})

test.for([
  [{ kind: 'not-installed' }, 'pkexec-missing', 'sudo setcap'],
  [{ kind: 'timed-out' }, 'declined', 'Nobody answered'],
  [exited(126), 'declined', 'dismissed'],
  [exited(127, '', 'Not authorized.'), 'declined', 'Not authorized.'],
  [exited(1, '', 'Failed to set: Operation not supported'), 'failed', 'cannot hold rights'],
  [{ kind: 'failed', message: 'EMFILE' }, 'failed', 'EMFILE'],
] as const)('a grant that fails (%j) is the refusal %s', async ([result, code, words]) => {
  const { sources } = computer(result)
  expect(await grantBrokerRights(brokerPath, sources)).toMatchObject({
    kind: 'refused',
    code,
    message: expect.stringContaining(words),
  })
})

test('nobody is asked for a password when setcap or the broker is missing', async () => {
  const withoutSetcap = computer(exited(0), [])
  const refused = await grantBrokerRights(brokerPath, withoutSetcap.sources)
  expect(refused).toMatchObject({ code: 'setcap-missing' })
  const elsewhere = await grantBrokerRights('/nowhere/broker', computer(exited(0)).sources)
  expect(elsewhere).toMatchObject({ code: 'broker-missing' })
  expect(withoutSetcap.commands).toEqual([])
})

test('the commands for a terminal hold together with any path', () => {
  expect(grantCommand(brokerPath)).toBe(
    `sudo setcap cap_net_bind_service,cap_net_raw,cap_net_admin,cap_dac_override+ep ${brokerPath}`,
  )
  expect(withdrawCommand("/home/o'neil/my tools/broker")).toBe(
    `sudo setcap -r '/home/o'\\''neil/my tools/broker'`,
  )
})

test('the polkit policy speaks of exactly the call that pkexec is asked for', async () => {
  const path = join(import.meta.dirname, '../../resources/polkit/org.bootbench.broker.policy')
  const policy = await readFile(path, 'utf8')
  for (const setcap of ['/usr/sbin/setcap', '/usr/bin/setcap']) {
    const { sources, commands } = computer(exited(0), [setcap])
    await grantBrokerRights(brokerPath, sources)
    const [program, , capabilities] = commands[0] ?? []
    expect(program).toBe('pkexec')
    expect(policy).toContain(`exec.path">${setcap}<`)
    expect(policy).toContain(`exec.argv1">${capabilities}<`)
  }
  // Nobody gets by without a password, and none is remembered.
  expect(policy.match(/<allow_\w+>(.*?)<\/allow_\w+>/g)).toHaveLength(6)
  expect(policy).not.toMatch(/<allow_\w+>(?!auth_admin<)/)
})
