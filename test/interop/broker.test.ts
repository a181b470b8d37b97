import { type ChildProcess, spawn } from 'node:child_process'
import dgram from 'node:dgram'
import { once } from 'node:events'
import { chmod, copyFile, mkdtemp, rm } from 'node:fs/promises'
import net from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBoundSockets, openTransferSockets } from '../../station/platform/broker.ts'
import { readBrokerRights } from '../../station/platform/broker-rights.ts'
import { type RunCommand, runCommand } from '../../station/platform/run-command.ts'
import { buildBroker } from '../lab/build-broker.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { needRoot } from '../lab/need-root.ts'
import { runOrFail, runProgram } from '../lab/run-program.ts'

let brokerPath = ''
beforeAll(async () => {
  brokerPath = await buildBroker()
})

interface BrokerEnd {
  readonly code: number | null
  readonly text: string
  readonly sockets: number
}

/** Starts the broker as a hostile or broken caller would: any arguments. */
async function startWith(args: readonly string[]): Promise<BrokerEnd> {
  const child = spawn(brokerPath, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  return readEnd(child)
}

async function readEnd(child: ChildProcess): Promise<BrokerEnd> {
  let text = ''
  let sockets = 0
  child.stderr?.on('data', (part) => {
    text += part
  })
  child.on('message', (_message, handle) => {
    sockets++
    if (handle instanceof dgram.Socket || handle instanceof net.Server) handle.close()
  })
  const [code] = await once(child, 'close')
  return { code, text, sockets }
}

/** Containers are often without it. */
function withoutIpv6(): boolean {
  if (networkInterfaces().lo?.some((entry) => entry.address === '::1')) return false
  console.warn('SKIPPED, because this computer has no IPv6: that the broker opens IPv6 sockets')
  return true
}

const onLoopback = ['--interface', 'lo', '--allow-loopback']

describe('the real broker and this Node', () => {
  test(`IPC line format: Node ${process.version} takes UDP and TCP sockets from it`, async () => {
    const result = await openBoundSockets({
      brokerPath,
      interfaceName: 'lo',
      allowLoopback: true,
      requests: {
        transfer: { protocol: 'udp', port: 0 },
        http: { protocol: 'tcp', port: 45_117, address: '127.0.0.1' },
      },
    })
    if (result.kind === 'refused') throw new Error(result.message)
    const { transfer, http } = result.sockets
    const sender = dgram.createSocket('udp4')
    const received = once(transfer, 'message')
    sender.send('hello', transfer.address().port, '127.0.0.1')
    expect(String((await received)[0])).toBe('hello')
    const accepted = once(http, 'connection')
    const client = net.connect(45_117, '127.0.0.1')
    const [connection] = await accepted
    connection.end('welcome')
    expect(String((await once(client, 'data'))[0])).toBe('welcome')
    sender.close()
    transfer.close()
    http.close()
  })

  test.skipIf(withoutIpv6())('a TCP socket may have an IPv6 address', async () => {
    const result = await openBoundSockets({
      brokerPath,
      interfaceName: 'lo',
      allowLoopback: true,
      requests: { http: { protocol: 'tcp', port: 45_119, address: '::1' } },
    })
    if (result.kind === 'refused') throw new Error(result.message)
    const { http } = result.sockets
    const accepted = once(http, 'connection')
    const client = net.connect(45_119, '::1')
    const [connection] = await accepted
    expect(connection.remoteAddress).toBe('::1')
    connection.destroy()
    client.destroy()
    http.close()
  })

  test('many transfer sockets come in one run, each with its own port', async () => {
    const result = await openTransferSockets({
      brokerPath,
      interfaceName: 'lo',
      allowLoopback: true,
      count: 64,
    })
    if (result.kind === 'refused') throw new Error(result.message)
    expect(new Set(result.sockets.map((socket) => socket.address().port)).size).toBe(64)
    for (const socket of result.sockets) socket.close()
  })

  test('a port that another program listens on is refused, not shared', async () => {
    const other = net.createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = address !== null && typeof address === 'object' ? address.port : 0
    const result = await openBoundSockets({
      brokerPath,
      interfaceName: 'lo',
      allowLoopback: true,
      requests: { http: { protocol: 'tcp', port, address: '127.0.0.1' } },
    })
    other.close()
    expect(result).toMatchObject({ kind: 'refused', code: 'port-in-use' })
    expect(result.kind === 'refused' && result.message).toContain(`sport = :${port}`)
  })
})

describe('hostile requests', () => {
  test.for([
    ['no arguments', []],
    ['no interface', ['udp:67']],
    ['no request', onLoopback],
    ['an unknown verb', [...onLoopback, 'raw:67']],
    ['an unknown option', ['--interface', 'lo', '--everything', 'udp:67']],
    ['an option in the wrong place', ['--interface', 'lo', 'udp:67', '--allow-loopback']],
    ['tcp port 22', [...onLoopback, 'tcp:22']],
    ['udp port 123', [...onLoopback, 'udp:123']],
    ['port 70000', [...onLoopback, 'tcp:70000']],
    ['port 4294967363, which is 67 in 32 bits', [...onLoopback, 'udp:4294967363']],
    ['a negative port', [...onLoopback, 'udp:-67']],
    ['a port with a sign', [...onLoopback, 'udp:+67']],
    ['a port with zeros', [...onLoopback, 'udp:067']],
    ['a port in hexadecimal', [...onLoopback, 'udp:0x43']],
    ['no port', [...onLoopback, 'udp:']],
    ['a port and more', [...onLoopback, 'udp:67 ']],
    ['an empty request', [...onLoopback, '']],
    ['tcp port 79', [...onLoopback, 'tcp:79']],
    ['an address for udp', [...onLoopback, 'udp:67@127.0.0.1']],
    ['an address that is a name', [...onLoopback, 'tcp:5000@localhost']],
    ['an empty address', [...onLoopback, 'tcp:5000@']],
    ['an endless request', [...onLoopback, `tcp:${'5'.repeat(100_000)}`]],
    ['300 requests', [...onLoopback, ...Array<string>(300).fill('udp:67')]],
    ['one good and one bad request', [...onLoopback, 'udp:0', 'tcp:22']],
  ] as const)('%s: exit 2, a sentence, no socket', async ([, args]) => {
    const end = await startWith(args)
    expect(end).toMatchObject({ code: 2, sockets: 0 })
    expect(end.text).toMatch(/^bootbench-broker: .+\n$/)
  })

  test.for([
    ['an empty name', ''],
    ['a name that is not there', 'bbnotthere0'],
    ['a name too long', 'x'.repeat(16)],
    ['an endless name', 'x'.repeat(100_000)],
    ['a path', '../../etc/passwd'],
    ['a format string', '%n%n%s%s'],
    ['terminal codes', '\x1b[2J\nroot'],
    ['the loopback without leave', 'lo'],
  ] as const)('interface: %s: exit 4, one printable line, no socket', async ([, name]) => {
    const end = await startWith(['--interface', name, 'udp:0'])
    expect(end).toMatchObject({ code: 4, sockets: 0 })
    expect(end.text).toMatch(/^bootbench-broker: [ -~]+\n$/)
  })

  test('an address that this computer does not have: exit 4', async () => {
    const end = await startWith([...onLoopback, 'tcp:45118@192.0.2.99'])
    expect(end).toMatchObject({ code: 4, sockets: 0, text: expect.stringContaining('assign it') })
  })

  test('no IPC channel: exit 3', async () => {
    const result = await runProgram(brokerPath, [...onLoopback, 'udp:0'])
    expect(result).toMatchObject({ code: 3, stderr: expect.stringContaining('station') })
  })

  test.for(['1', '2', '63', '-1', '3x', '99999999999'])(
    'NODE_CHANNEL_FD=%s that is no unix socket: exit 3',
    async (number) => {
      const result = await runProgram(brokerPath, [...onLoopback, 'udp:0'], {
        environment: { NODE_CHANNEL_FD: number },
      })
      expect(result.code).toBe(3)
    },
  )

  test('a caller that closes the channel: exit 8', async () => {
    const child = spawn(brokerPath, [...onLoopback, 'udp:0'], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    child.disconnect()
    // Not 'close': Node does not emit it after a disconnect of our own.
    expect((await once(child, 'exit'))[0]).toBe(8)
  })

  test('a caller that answers something else: exit 8', async () => {
    const child = spawn(brokerPath, [...onLoopback, 'udp:0'], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    child.send({ cmd: 'give me more', than: 'you said' })
    expect(await readEnd(child)).toMatchObject({ code: 8 })
  })
})

describe.skipIf(needRoot('that the broker works with file capabilities only'))('rights', () => {
  let lab: Lab
  let folder = ''
  let copy = ''
  beforeAll(async () => {
    lab = await createLab({ hosts: ['station'], switches: {} })
    // The repository may be closed to other users; this folder is not.
    folder = await mkdtemp(join(tmpdir(), 'bootbench-broker-'))
    copy = join(folder, 'bootbench-broker')
    await chmod(folder, 0o755)
    await copyFile(brokerPath, copy)
  })
  afterAll(async () => {
    await lab.remove()
    await rm(folder, { recursive: true })
  })

  function startAsNobody(request: string): Promise<BrokerEnd> {
    const inNamespace = ['netns', 'exec', lab.namespaceOf('station')]
    const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
    const args = [...inNamespace, ...asNobody, copy, ...onLoopback, request]
    return readEnd(spawn('ip', args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] }))
  }

  test('without them a low port is refused with the command that gives them', async () => {
    const end = await startAsNobody('udp:67')
    expect(end).toMatchObject({ code: 5, sockets: 0, text: expect.stringContaining('setcap') })
  })

  test('file capabilities are enough for an ordinary user', async () => {
    await runOrFail('setcap', ['cap_net_bind_service,cap_net_raw+ep', copy])
    for (const request of [
      'udp:67',
      'udp:68',
      'udp:69',
      'udp:4011',
      'udp:53',
      'tcp:80',
      'tcp:53',
    ]) {
      expect(await startAsNobody(request)).toEqual({ code: 0, text: '', sockets: 1 })
    }
  })

  test('check tells an ordinary user’s broker with rights from one without', async () => {
    const plain = join(folder, 'plain-broker')
    await copyFile(brokerPath, plain)
    const asNobody = ['--reuid=65534', '--regid=65534', '--clear-groups']
    const run: RunCommand = (command, args, limitMs) =>
      runCommand('setpriv', [...asNobody, command, ...args], limitMs)
    const everything = ['cap_net_bind_service', 'cap_net_raw', 'cap_net_admin', 'cap_dac_override']
    expect(await readBrokerRights(plain, run)).toEqual({ kind: 'none', missing: everything })
    await runOrFail('setcap', ['cap_net_bind_service,cap_net_raw+ep', plain])
    expect(await readBrokerRights(plain, run)).toEqual({
      kind: 'some',
      missing: ['cap_net_admin', 'cap_dac_override'],
    })
    await runOrFail('setcap', [`${everything.join(',')}+ep`, plain])
    expect(await readBrokerRights(plain, run)).toEqual({ kind: 'all' })
  })

  test('two servers cannot share port 67 of an interface', async () => {
    const holder = lab.startIn('station', process.execPath, [
      '-e',
      `const s = require('node:dgram').createSocket({ type: 'udp4', reuseAddr: true })
       s.bind(67, () => console.log('bound'))`,
    ])
    await holder.waitForLine(/bound/, 10_000)
    expect(await startAsNobody('udp:67')).toMatchObject({ code: 6, sockets: 0 })
    await holder.stop()
  })
})
