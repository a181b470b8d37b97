import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Checkup } from '../../contract/doctor.ts'
import type { Snapshot } from '../../contract/station-event.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import type { LabProcess } from '../lab/lab-process.ts'
import { needRoot } from '../lab/need-root.ts'
import type { RunResult } from '../lab/run-program.ts'

// The station sets itself up: `bootbench serve` and `bootbench doctor` on real network ports, with real clients.

const cli = join(import.meta.dirname, '../../headless/cli.ts')
const caller = join(import.meta.dirname, 'station-call.ts')
const limit = 30_000
/** As much as a loaded machine may take for what takes two seconds. */
const patience = { timeout: 20_000, interval: 200 }

describe.skipIf(needRoot('that the station sets up its network port, and takes it back'))(
  'the station and its network port',
  () => {
    let lab: Lab
    let folder: string
    let data: string
    let runs = 0
    let calls = 0
    let station: LabProcess | null = null
    let line: LabProcess | null = null

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'bootbench-network-'))
      lab = await createLab({
        hosts: ['station', 'board', 'office', 'internet'],
        switches: {
          bench: {
            plugs: [
              { host: 'station', interfaceName: 'st0' },
              { host: 'board', interfaceName: 'bo0', mac: 'dc:a6:32:00:00:77' },
              { host: 'office', interfaceName: 'of0', address: '10.20.50.77/24' },
            ],
          },
          uplink: {
            plugs: [
              { host: 'station', interfaceName: 'up0', address: '203.0.113.2/24' },
              { host: 'internet', interfaceName: 'in0', address: '203.0.113.1/24' },
            ],
          },
        },
      })
      await lab.runIn('station', 'ip', ['route', 'add', 'default', 'via', '203.0.113.1'])
    })
    afterEach(async () => {
      await Promise.all([station?.stop(), line?.stop()])
      station = null
      await lab.runIn('board', 'ip', ['address', 'flush', 'dev', 'bo0', 'scope', 'global'])
    })
    afterAll(async () => {
      await lab.remove()
      rmSync(folder, { recursive: true, force: true })
    })

    /** A data folder of its own, with the settings that a station left there. */
    function begin(settings: Record<string, unknown> = {}): void {
      runs += 1
      data = join(folder, `data-${runs}`)
      mkdirSync(data, { mode: 0o700 })
      writeFileSync(join(data, 'settings.json'), JSON.stringify(settings))
    }

    async function serve(...options: string[]): Promise<LabProcess> {
      const args = [cli, 'serve', '--data', data, '--control-port', '0', ...options]
      station = lab.startIn('station', process.execPath, args)
      const told = await station.waitForLine(/The user interface is at/, limit)
      const url = /at (\S+)$/.exec(told)?.[1] ?? ''
      line = lab.startIn('station', process.execPath, [caller, url])
      await line.waitForLine(/^connected$/, limit)
      return station
    }

    /** Calls the station from within its namespace: its user interface is on the loopback there. */
    async function call(path: string, input?: unknown): Promise<unknown> {
      calls += 1
      line?.write(`${calls} ${path}${input === undefined ? '' : ` ${JSON.stringify(input)}`}\n`)
      const answer = await line?.waitForLine(new RegExp(`^${calls} `), limit)
      return JSON.parse(answer?.slice(`${calls} `.length) ?? 'null')
    }

    async function doctor(...options: string[]): Promise<(id: string) => Checkup | undefined> {
      const args = [cli, 'doctor', '--data', data, '--json', ...options]
      const { stdout, stderr } = await lab.runIn('station', process.execPath, args)
      if (stdout === '') throw new Error(stderr)
      const checkups = JSON.parse(stdout) as Checkup[]
      return (id) => checkups.find((one) => one.id === id)
    }

    /** An independent client; what it was told is printed by a script of its own. */
    async function askForAddress(tries = 4): Promise<RunResult> {
      const script = join(folder, 'told.sh')
      writeFileSync(
        script,
        '#!/bin/sh\n[ "$1" = bound ] || exit 0\necho "told $ip router=$router dns=$dns domain=$domain"\nip address replace "$ip/24" dev "$interface"\n[ -z "$router" ] || ip route replace default via "$router"\n',
      )
      chmodSync(script, 0o755)
      const args = [
        '-i',
        'bo0',
        '-n',
        '-q',
        '-f',
        '-t',
        String(tries),
        '-T',
        '1',
        '-A',
        '0',
        '-s',
        script,
      ]
      return lab.runIn('board', 'udhcpc', args)
    }

    async function run(host: string, command: string, ...args: string[]): Promise<string> {
      return (await lab.runIn(host, command, args)).stdout
    }

    async function mustRun(host: string, command: string, ...args: string[]): Promise<void> {
      expect(await lab.runIn(host, command, args)).toMatchObject({ code: 0 })
    }

    const addresses = () => run('station', 'ip', '-4', 'address', 'show', 'dev', 'st0')
    const reachesInternet = async () =>
      (await lab.runIn('board', 'ping', ['-c', '1', '-W', '1', '203.0.113.1'])).code === 0

    test('settings are kept, planned and served at the next start, and the port is as it was after any end', async () => {
      begin()
      await serve()
      expect(
        await call('settings.change', { interfaceName: 'st0', address: '10.20.60.1' }),
      ).toEqual({ refused: 'range-outside' })
      const ports = (await call('serving.ports')) as { name: string; refusal: unknown }[]
      expect(ports.map((port) => [port.name, port.refusal === null])).toEqual([
        ['st0', true],
        ['up0', false],
      ])
      expect(await call('serving.start')).toMatchObject({ kind: 'refused', code: 'no-port-chosen' })
      await call('settings.change', { interfaceName: 'st0', serveAtStart: true })
      const plan = (await call('serving.plan')) as { id: string; undo: string | null }[]
      expect(plan.map((step) => step.id)).toEqual([
        'switch-on',
        'address',
        'foreign-dhcp',
        'sockets',
        'answer',
      ])
      expect(await call('serving.start')).toMatchObject({ kind: 'serving', interfaceName: 'st0' })
      expect(await addresses()).toContain('10.20.50.1/24')
      expect(await call('serving.stop')).toEqual({ kind: 'stopped' })
      expect(await addresses()).not.toContain('10.20.50.1')
      await call('settings.change', { dhcp: 'proxy' })
      await station?.stop()

      await serve()
      expect(station?.output).toContain('Boards are served on st0')
      await station?.kill()
      await expect.poll(addresses, patience).not.toContain('10.20.50.1')
    })

    test('boards reach the internet, and find the station and one another by name and over IPv6, where it is allowed', async () => {
      begin()
      await serve('--interface', 'st0', '--internet', '--names', '--ipv6')
      const told = (await askForAddress()).stdout
      expect(told).toMatch(/10\.20\.50\.1\d\d router=10\.20\.50\.1 dns=10\.20\.50\.1 domain=bench/)
      const ip = /told (\S+)/.exec(told)?.[1] ?? ''
      expect(await reachesInternet()).toBe(true)

      const agent = { mac: 'dc:a6:32:00:00:77', ip, agent: 1, serial: '10000000abcdef77' }
      const register = 'http://10.20.50.1:5000/api/register-device'
      const json = ['-H', 'Content-Type: application/json', '-d', JSON.stringify(agent)]
      await mustRun('board', 'curl', '-sS', ...json, register)
      const [board] = (await call('boards.list')) as { id: string }[]
      await call('boards.rename', { id: board?.id, name: 'Küche 7' })
      const lookUp = (name: string) => run('board', 'busybox', 'nslookup', name, '10.20.50.1')
      expect(await lookUp('station.bench')).toMatch(/Address[^\n]*10\.20\.50\.1\s*$/m)
      expect(await lookUp('kuche-7.bench')).toMatch(new RegExp(`Address[^\n]*${ip}`))
      expect(await lookUp('10000000abcdef77.bench')).toMatch(new RegExp(`Address[^\n]*${ip}`))
      expect(await lookUp('nobody.bench')).toMatch(/NXDOMAIN|can't find/)

      const listed = await run('station', 'ip', '-6', 'address', 'show', 'dev', 'st0')
      const unique = /(fd[\da-f:]+)\/64/.exec(listed)?.[1] ?? ''
      const local = /(fe80[\da-f:]+)\/64/.exec(listed)?.[1] ?? ''
      const near = `${unique.replace(/::1$/, '::77')}/64`
      await mustRun('board', 'ip', 'address', 'add', near, 'dev', 'bo0', 'nodad')
      const status = (url: string) =>
        run('board', 'curl', '-6', '-sg', '-o', '/dev/null', '-w', '%{http_code}', url)
      expect(await status(`http://[${unique}]:5000/`)).toBe('404')
      expect(await status(`http://[${local}%25bo0]:5000/`)).toBe('404')

      expect(await call('traffic.export', { boardId: null })).toMatchObject({
        base64: expect.stringMatching(/./) as string,
      })

      await station?.kill()
      const tables = () => run('station', 'nft', 'list', 'tables')
      await expect.poll(tables, patience).not.toContain('bootbench')
      expect(await reachesInternet()).toBe(false)
    })

    test('what is not asked for is not given, spanning tree is told, and another DHCP server that comes with a cable ends serving', async () => {
      begin()
      await serve('--interface', 'st0')
      expect((await askForAddress()).stdout).toMatch(/router= dns= domain=\s/)

      await mustRun('bench', 'ip', 'link', 'set', 'br0', 'type', 'bridge', 'stp_state', '1')
      const warnings = async () =>
        ((await call('station.snapshot')) as Snapshot).status.warnings.map(({ message }) => message)
      await expect
        .poll(warnings, patience)
        .toContainEqual(expect.stringMatching(/holds a port for \d+ seconds.*portfast/s))
      await mustRun('bench', 'ip', 'link', 'set', 'br0', 'type', 'bridge', 'stp_state', '0')

      const cable = lab.portOf('station', 'st0')
      await lab.setCable(cable, 'out')
      await lab.setCable(cable, 'in')
      const search = async () =>
        ((await call('doctor.examine')) as Checkup[]).find(({ id }) => id === 'foreign-dhcp')?.found
      await expect.poll(search, patience).toMatch(/Nobody answered \d+ seconds ago/)
      expect(await call('boards.list')).toEqual([])

      await lab.setCable(cable, 'out')
      const other = lab.startIn('office', 'dnsmasq', [
        ...['--keep-in-foreground', '--port=0', '--no-ping', '--log-facility=-'],
        ...['--interface=of0', '--bind-interfaces', '--conf-file=/dev/null', '--leasefile-ro'],
        ...['--dhcp-range=10.20.50.150,10.20.50.160,10m', `--pid-file=${join(folder, 'pid')}`],
      ])
      await other.waitForLine(/DHCP, IP range/, limit)
      await lab.setCable(cable, 'in')
      await station?.waitForLine(/Another DHCP server \(10\.20\.50\.77\) answers on st0/, limit)
      await other.stop()
    })

    test('the doctor opens a firewall that keeps boards out for one port, and closes it again', async () => {
      // DHCP off: the doctor then does not wait for other servers.
      begin({ interfaceName: 'st0', dhcp: 'off' })
      const rules = join(folder, 'rules.nft')
      writeFileSync(
        rules,
        'table inet office {\n chain input {\n  type filter hook input priority 0; policy drop;\n  ct state established accept\n  iifname "lo" accept\n }\n}\n',
      )
      await mustRun('station', 'nft', '-f', rules)
      expect((await doctor())('firewall')).toMatchObject({
        state: 'problem',
        fix: { state: 'available' },
      })
      await serve('--interface', 'st0', '--dhcp', 'server')
      expect((await askForAddress(2)).code).not.toBe(0)
      expect((await doctor('--fix', 'firewall'))('firewall')).toMatchObject({
        state: 'ok',
        fix: { state: 'done' },
      })
      expect((await askForAddress()).stdout).toContain('told 10.20.50.')
      expect((await doctor('--undo', 'firewall'))('firewall')).toMatchObject({ state: 'problem' })
      expect(await run('station', 'nft', 'list', 'ruleset')).not.toContain('bootbench st0')
      await mustRun('station', 'nft', 'delete', 'table', 'inet', 'office')
    })

    test('the doctor names the program that holds a port of ours, and says how to end it', async () => {
      begin({ interfaceName: 'st0', dhcp: 'off' })
      const other = lab.startIn('station', 'dnsmasq', [
        ...['--keep-in-foreground', '--log-facility=-', '--conf-file=/dev/null', '--port=0'],
        ...['--dhcp-range=10.9.9.10,10.9.9.20,10m', '--leasefile-ro', '--user=root'],
        ...[`--pid-file=${join(folder, 'pid-held')}`],
      ])
      await other.waitForLine(/DHCP, IP range/, limit)
      const found = await doctor()
      expect(found('rights')).toMatchObject({ state: 'ok' })
      expect(found('udp-ports')).toMatchObject({ state: 'problem', fix: { state: 'by-hand' } })
      expect(found('udp-ports')?.found).toMatch(/UDP 67 \(DHCP\) is held by dnsmasq, .*process \d+/)
      expect(found('udp-ports')?.fix?.plan[0]?.command).toMatch(/^sudo kill \d+$/)
      await other.stop()
      expect((await doctor())('udp-ports')).toMatchObject({ state: 'ok' })
    })
  },
)
