import { chmod, copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { HoldOptions } from '../../station/platform/broker-hold.ts'
import { buildBroker } from '../lab/build-broker.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import type { LabProcess } from '../lab/lab-process.ts'
import { needRoot } from '../lab/need-root.ts'
import { runOrFail } from '../lab/run-program.ts'

const program = join(import.meta.dirname, 'broker-call.ts')
const limitMs = 10_000
const address = { address: '10.20.50.1', prefixLength: 24 }
const address6 = 'fd12:3456:789a::1'

describe.skipIf(needRoot('that the broker puts settings on a port and takes them back'))(
  'the verb hold',
  () => {
    let lab: Lab
    let brokerPath = ''
    let folder = ''
    let ordinaryBroker = ''

    /** A board behind the bench port st0, and an "internet" behind up0, which has the default route. */
    beforeAll(async () => {
      brokerPath = await buildBroker()
      // The repository may be closed to other users; this folder is not.
      folder = await mkdtemp(join(tmpdir(), 'bootbench-broker-'))
      await chmod(folder, 0o755)
      ordinaryBroker = join(folder, 'bootbench-broker')
      await copyFile(brokerPath, ordinaryBroker)
      await runOrFail('setcap', [
        'cap_net_bind_service,cap_net_raw,cap_net_admin+ep',
        ordinaryBroker,
      ])
      lab = await createLab({
        hosts: ['station', 'board', 'internet', 'office'],
        switches: {
          bench: {
            plugs: [
              { host: 'station', interfaceName: 'st0' },
              { host: 'board', interfaceName: 'eth0', address: '10.20.50.77/24' },
            ],
          },
          world: {
            plugs: [
              { host: 'station', interfaceName: 'up0', address: '203.0.113.2/24' },
              { host: 'internet', interfaceName: 'in0', address: '203.0.113.1/24' },
              { host: 'office', interfaceName: 'of0', address: '203.0.113.9/24' },
            ],
          },
        },
      })
      await inStation('ip', 'route', 'add', 'default', 'via', '203.0.113.1')
      await lab.runIn('board', 'ip', ['route', 'add', 'default', 'via', '10.20.50.1'])
      await lab.runIn('office', 'ip', ['route', 'add', '10.20.50.0/24', 'via', '203.0.113.2'])
    })
    afterAll(async () => {
      await lab.remove()
      await rm(folder, { recursive: true })
    })

    async function inStation(command: string, ...args: string[]): Promise<string> {
      return (await lab.runIn('station', command, args)).stdout
    }

    /** All that a hold may change, as text to be compared. */
    async function settings(): Promise<string> {
      const links = JSON.parse(await inStation('ip', '-json', 'address', 'show'))
      const ports = links
        .filter((link: { ifname: string }) => ['st0', 'up0'].includes(link.ifname))
        .map((link: { ifname: string; flags: string[]; addr_info: Record<string, unknown>[] }) => ({
          name: link.ifname,
          isUp: link.flags.includes('UP'),
          addresses: link.addr_info
            .filter((entry) => entry.scope === 'global')
            .map((entry) => `${entry.local}/${entry.prefixlen} ${entry.broadcast ?? ''}`),
        }))
      const forwarding = await inStation('sh', '-c', 'grep . /proc/sys/net/ipv4/conf/*/forwarding')
      const rules = await inStation('nft', 'list', 'ruleset')
      return JSON.stringify({ ports, forwarding, rules }, null, 1)
    }

    function start(options: Partial<HoldOptions>, ...before: string[]): LabProcess {
      const all = { brokerPath, interfaceName: 'st0', ...options }
      const args = [...before, process.execPath, program, 'hold', JSON.stringify(all)]
      return lab.startIn('station', 'env', args)
    }

    async function result(station: LabProcess) {
      return JSON.parse(await station.waitForLine(/"kind"/, limitMs))
    }

    /** Ends the station's process and waits until the broker and its guardian are gone as well. */
    async function end(station: LabProcess): Promise<void> {
      station.write('end\n')
      expect(await station.waitForLine(/"release"/, limitMs)).toBe(
        '{"release":{"kind":"released"}}',
      )
      await station.ended
    }

    test('an address is put on with its broadcast address, and taken back at the end', async () => {
      const before = await settings()
      const station = start({ address, address6 })
      expect(await result(station)).toMatchObject({
        kind: 'held',
        what: [
          { what: 'address', interfaceName: 'st0', address: '10.20.50.1/24' },
          { what: 'address', interfaceName: 'st0', address: 'fd12:3456:789a::1/64' },
        ],
      })
      const during = await settings()
      expect(during).toContain('10.20.50.1/24 10.20.50.255')
      expect(during).toContain('fd12:3456:789a::1/64')
      expect((await lab.runIn('board', 'ping', ['-c1', '-W5', '10.20.50.1'])).code).toBe(0)
      await end(station)
      expect(await settings()).toBe(before)
    })

    test('one address of the station serves several lines, each with one computer at its end', async () => {
      await inStation('ip', 'link', 'add', 'pi3', 'type', 'veth', 'peer', 'name', 'zero3')
      await inStation('ip', 'link', 'set', 'zero3', 'up')
      const before = await settings()
      const end1 = { address: { address: '172.19.181.254', prefixLength: 32 } }
      const bench = start({ ...end1, peer: '172.19.181.1' })
      const other = start({ ...end1, interfaceName: 'pi3', peer: '172.19.181.3' })
      expect((await result(bench)).what).toEqual([
        { what: 'address', interfaceName: 'st0', address: '172.19.181.254/32' },
      ])
      expect((await result(other)).kind).toBe('held')
      await lab.runIn('board', 'ip', ['address', 'add', '172.19.181.1/24', 'dev', 'eth0'])
      expect((await lab.runIn('station', 'ping', ['-c1', '-W5', '172.19.181.1'])).code).toBe(0)
      expect(await inStation('ip', 'route', 'get', '172.19.181.3')).toContain('dev pi3')
      // Only that computer: its neighbours are not drawn to the line.
      expect(await inStation('ip', 'route', 'get', '172.19.181.2')).toContain('dev up0')
      await end(bench)
      await end(other)
      expect(await settings()).toBe(before)
      await lab.runIn('board', 'ip', ['address', 'delete', '172.19.181.1/24', 'dev', 'eth0'])
      await inStation('ip', 'link', 'delete', 'pi3')
    })

    test('an address that was there before, and a port that was on, stay', async () => {
      await inStation('ip', 'address', 'add', '10.20.50.1/24', 'dev', 'st0')
      const before = await settings()
      const station = start({ address })
      expect(await result(station)).toMatchObject({ kind: 'held', what: [] })
      await end(station)
      expect(await settings()).toBe(before)
      await inStation('ip', 'address', 'delete', '10.20.50.1/24', 'dev', 'st0')
    })

    test('a port that was off is switched on, and off again', async () => {
      await inStation('ip', 'link', 'set', 'st0', 'down')
      const before = await settings()
      const station = start({})
      const { what } = await result(station)
      expect(what).toEqual([{ what: 'switched-on', interfaceName: 'st0' }])
      expect(await settings()).not.toBe(before)
      await end(station)
      expect(await settings()).toBe(before)
      await inStation('ip', 'link', 'set', 'st0', 'up')
    })

    test.for(['the station', 'the broker', 'the broker by SIGTERM'] as const)(
      'everything is taken back when %s is killed',
      async (victim) => {
        const before = await settings()
        const station = start({ address, address6, internetThrough: 'up0' })
        const { processId } = await result(station)
        expect(await settings()).not.toBe(before)
        if (victim === 'the station') await station.kill()
        else process.kill(processId, victim === 'the broker' ? 'SIGKILL' : 'SIGTERM')
        await allGone()
        expect(await settings()).toBe(before)
        await station.stop()
      },
    )

    /** The next hold waits until the last one, with its guardian, has taken back everything. */
    async function allGone(): Promise<void> {
      const next = start({})
      expect((await result(next)).kind).toBe('held')
      await end(next)
    }

    test('a board reaches the internet under the station’s address, and only while it is held', async () => {
      const before = await settings()
      const server = lab.startIn('internet', process.execPath, [
        '-e',
        `require('node:net').createServer((socket) => socket.end(socket.remoteAddress + '\\n')).listen(8080, '203.0.113.1', () => console.log('listening'))`,
      ])
      await server.waitForLine(/listening/, limitMs)
      const fetch = `const s = require('node:net').connect(8080, '203.0.113.1'); s.setTimeout(700, () => s.destroy(new Error('silence'))); s.on('data', (b) => process.stdout.write(b)); s.on('error', () => process.exit(1))`
      const ask = () => lab.runIn('board', process.execPath, ['-e', fetch])
      const station = start({ address, internetThrough: 'up0' })
      expect((await result(station)).what).toEqual([
        { what: 'address', interfaceName: 'st0', address: '10.20.50.1/24' },
        { what: 'internet', interfaceName: 'up0' },
        { what: 'forwarding', interfaceName: 'st0' },
        { what: 'forwarding', interfaceName: 'up0' },
      ])
      expect((await lab.runIn('board', 'ping', ['-c1', '-W5', '203.0.113.1'])).code).toBe(0)
      expect(await ask()).toMatchObject({ code: 0, stdout: '203.0.113.2\n' })
      // Nobody comes the other way.
      expect((await lab.runIn('office', 'ping', ['-c1', '-W1', '10.20.50.77'])).code).toBe(1)
      await end(station)
      expect((await ask()).code).toBe(1)
      expect(await settings()).toBe(before)
      await server.stop()
    })

    test('forwarding that was on before stays on', async () => {
      await inStation('sh', '-c', 'echo 1 > /proc/sys/net/ipv4/conf/up0/forwarding')
      const before = await settings()
      const station = start({ address, internetThrough: 'up0' })
      const { what } = await result(station)
      expect(what).not.toContainEqual({ what: 'forwarding', interfaceName: 'up0' })
      await end(station)
      expect(await settings()).toBe(before)
      await inStation('sh', '-c', 'echo 0 > /proc/sys/net/ipv4/conf/up0/forwarding')
    })

    test('what a broker left that was killed with its guardian is removed by the next one', async () => {
      const before = await settings()
      const station = start({ internetThrough: 'up0', address })
      const { processId } = await result(station)
      const children = (await runOrFail('pgrep', ['-P', String(processId)])).trim()
      process.kill(Number(children), 'SIGKILL')
      process.kill(processId, 'SIGKILL')
      expect(await station.waitForLine(/"refused"/, limitMs)).toContain('SIGKILL')
      expect(await settings()).toContain('masquerade')
      await inStation('ip', 'address', 'delete', '10.20.50.1/24', 'dev', 'st0')
      await allGone()
      expect(await settings()).toBe(before)
      await station.stop()
    })

    test('a port that is held already is refused to a second station, by name', async () => {
      const station = start({ address })
      expect((await result(station)).kind).toBe('held')
      const second = start({ address })
      expect(await result(second)).toMatchObject({
        kind: 'refused',
        code: 'already-held',
        message: expect.stringContaining("'st0'"),
      })
      await second.ended
      await end(station)
    })

    test('all or nothing: where IPv6 is switched off, an IPv4 address is not left behind', async () => {
      await inStation('sh', '-c', 'echo 1 > /proc/sys/net/ipv6/conf/st0/disable_ipv6')
      const before = await settings()
      const station = start({ address, address6 })
      expect(await result(station)).toMatchObject({
        kind: 'refused',
        code: 'system-error',
        message: expect.stringContaining('IPv6 is switched off on st0'),
      })
      expect(await settings()).toBe(before)
      await station.ended
      await inStation('sh', '-c', 'echo 0 > /proc/sys/net/ipv6/conf/st0/disable_ipv6')
    })

    test('a port that is unplugged while it is held ends well', async () => {
      await inStation('ip', 'link', 'add', 'usb0', 'type', 'veth', 'peer', 'name', 'usb1')
      const station = start({ interfaceName: 'usb0', address: { ...address, address: '10.9.9.1' } })
      expect((await result(station)).kind).toBe('held')
      await inStation('ip', 'link', 'delete', 'usb0')
      await end(station)
    })

    test('an ordinary user can do all of it with file capabilities', async () => {
      const before = await settings()
      const asNobody = ['--reuid=65534', '--regid=65534', '--clear-groups']
      const args = [ordinaryBroker, 'hold', '--interface', 'st0', '--address', '10.20.50.1/24']
      const more = ['--address6', 'fd12:3456:789a::1/64', '--internet-through', 'up0']
      const broker = lab.startIn('station', 'setpriv', [...asNobody, ...args, ...more])
      await broker.waitForLine(/"held"/, limitMs)
      expect((await lab.runIn('board', 'ping', ['-c1', '-W5', '203.0.113.1'])).code).toBe(0)
      expect((await broker.stop()).code).toBe(0)
      expect(await settings()).toBe(before)
    })

    test('an ordinary user without them is refused with the command, and nothing is changed', async () => {
      const before = await settings()
      const plain = join(folder, 'plain-broker')
      await copyFile(brokerPath, plain)
      const asNobody = ['--reuid=65534', '--regid=65534', '--clear-groups', plain, 'hold']
      const options = ['--interface', 'st0', '--address', '10.20.50.1/24']
      const refused = await lab.runIn('station', 'setpriv', [...asNobody, ...options])
      expect(refused).toMatchObject({ code: 5, stderr: expect.stringContaining('setcap cap_net') })
      expect(await settings()).toBe(before)
    })

    test('nft is started with CAP_NET_ADMIN and nothing else, without an environment', async () => {
      // In a mount namespace of its own, where a script stands in for nft and says what it has.
      const spy = join(folder, 'nft')
      const script = `#!/bin/sh\nwhile read -r line; do :; done\ngrep -hE '^(CapInh|CapPrm|CapEff|CapAmb|NoNewPrivs)' /proc/$$/status >&2\nexit 1\n`
      await runOrFail('sh', ['-c', `cat > ${spy} && chmod 755 ${spy}`], { input: script })
      const nft = (await runOrFail('sh', ['-c', 'command -v nft'])).trim()
      const options = '--interface st0 --address 10.20.50.1/24 --internet-through up0'
      const say = `mount --bind ${spy} ${nft} && exec`
      const drop = 'setpriv --reuid=65534 --regid=65534 --clear-groups'
      for (const who of ['', drop]) {
        const command = `${say} ${who} ${ordinaryBroker} hold ${options}`
        const before = await settings()
        const end = await lab.runIn('station', 'unshare', ['-m', 'sh', '-c', command])
        expect(end.code).toBe(7)
        // 1 << 12 is CAP_NET_ADMIN.
        expect(end.stderr.match(/\b0{12}1000\b/g)).toHaveLength(4)
        expect(end.stderr).toContain('NoNewPrivs:?1')
        expect(await settings()).toBe(before)
      }
    })
  },
)
