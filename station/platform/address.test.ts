import { expect, test } from 'vitest'
import { assignAddress, removeAddress, switchInterfaceOn } from './address.ts'
import type { CommandResult } from './run-command.ts'

function exited(code: number, stderr = ''): CommandResult {
  return { kind: 'exited', code, stdout: '', stderr }
}

/** Plays recorded answers of `ip` and notes what it was asked. */
function fakeIp(...answers: CommandResult[]) {
  const asked: string[] = []
  const run = async (command: string, args: readonly string[]): Promise<CommandResult> => {
    asked.push([command, ...args].join(' '))
    return answers.shift() ?? exited(0)
  }
  return { asked, run }
}

const request = { interfaceName: 'eth1', address: '192.168.77.1', prefixLength: 24 }

test('an address is assigned and taken back', async () => {
  const { asked, run } = fakeIp()
  const assigned = await assignAddress({ ...request, run })
  expect(assigned.kind).toBe('assigned')
  if (assigned.kind !== 'assigned') return
  expect(await assigned.takeBack()).toEqual({ kind: 'removed' })
  expect(asked).toEqual([
    'ip -4 address add 192.168.77.1/24 broadcast + dev eth1',
    'ip -4 address delete 192.168.77.1/24 dev eth1',
  ])
})

// The sentences of iproute2 6.1.
test.for([
  ['not-permitted', exited(2, 'RTNETLINK answers: Operation not permitted')],
  ['no-such-interface', exited(1, 'Cannot find device "eth1"')],
  ['not-valid', exited(1, 'Error: inet prefix is expected rather than "bad/24".')],
  ['failed', exited(2, 'RTNETLINK answers: No buffer space available')],
  ['ip-not-installed', { kind: 'not-installed' }],
  ['failed', { kind: 'timed-out' }],
] as const)('%s is told apart and explained', async ([code, answer]) => {
  const refused = await assignAddress({ ...request, run: fakeIp(answer).run })
  expect(refused).toMatchObject({ kind: 'refused', code })
  expect(refused.kind === 'refused' && refused.message).toMatch(/^Could not assign .*: .*\. .*\.$/)
})

test.for(['RTNETLINK answers: File exists', 'Error: ipv4: Address already assigned.'])(
  'an address that was there before is not the station’s to take back: %s',
  async (said) => {
    const { run } = fakeIp(exited(2, said))
    expect(await assignAddress({ ...request, run })).toEqual({ kind: 'already-there' })
  },
)

test.for(['RTNETLINK answers: Cannot assign requested address', 'Cannot find device "eth1"'])(
  'removing what is gone already is fine: %s',
  async (said) => {
    const { run } = fakeIp(exited(2, said))
    expect(await removeAddress({ ...request, run })).toEqual({ kind: 'removed' })
  },
)

test('a port is switched on, or the refusal says why not', async () => {
  const { asked, run } = fakeIp(exited(0), exited(2, 'RTNETLINK answers: Operation not permitted'))
  expect(await switchInterfaceOn('eth1', run)).toEqual({ kind: 'ok' })
  expect(await switchInterfaceOn('eth1', run)).toMatchObject({ code: 'not-permitted' })
  expect(asked[0]).toBe('ip link set dev eth1 up')
})
