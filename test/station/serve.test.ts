import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildBroker } from '../lab/build-broker.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import type { LabProcess } from '../lab/lab-process.ts'
import { needRoot } from '../lab/need-root.ts'

// `bootbench serve` on a real network port: where it must refuse, and what it leaves behind.

const cli = join(import.meta.dirname, '../../headless/cli.ts')

describe.skipIf(needRoot('serving on a network port'))('bootbench serve', () => {
  let lab: Lab
  let folder: string
  let data: number

  beforeAll(async () => {
    await buildBroker()
    folder = mkdtempSync(join(tmpdir(), 'bootbench-serve-'))
    data = 0
    lab = await createLab({
      hosts: ['station', 'office', 'board'],
      switches: {
        bench: {
          plugs: [
            { host: 'station', interfaceName: 'st0' },
            { host: 'office', interfaceName: 'of0', address: '10.20.50.77/24' },
            { host: 'board', interfaceName: 'bo0', mac: 'dc:a6:32:00:00:77' },
          ],
        },
      },
    })
  })
  afterAll(async () => {
    await lab.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  function serve(...options: string[]): LabProcess {
    data += 1
    const args = [
      cli,
      'serve',
      '--data',
      join(folder, String(data)),
      '--control-port',
      '0',
      ...options,
    ]
    return lab.startIn('station', process.execPath, args)
  }

  function startOtherServer(): LabProcess {
    return lab.startIn('office', 'dnsmasq', [
      '--keep-in-foreground',
      '--port=0',
      '--no-ping',
      '--log-facility=-',
      '--interface=of0',
      '--bind-interfaces',
      '--dhcp-range=10.20.50.150,10.20.50.160,10m',
      `--dhcp-leasefile=${join(folder, 'leases')}`,
      `--pid-file=${join(folder, 'pid')}`,
      '--conf-file=/dev/null',
    ])
  }

  async function addresses(): Promise<string> {
    return (await lab.runIn('station', 'ip', ['-4', 'address', 'show', 'dev', 'st0'])).stdout
  }

  test('puts its address on the port, serves, and takes the address off again', async () => {
    const station = serve('--interface', 'st0')
    await station.waitForLine(/Boards are served on st0 at http:\/\/10\.20\.50\.1:5000/, 30_000)
    expect(await addresses()).toContain('10.20.50.1/24')
    const page = await lab.runIn('office', 'curl', [
      '-s',
      '-o',
      '/dev/null',
      '-w',
      '%{http_code}',
      'http://10.20.50.1:5000/',
    ])
    expect(page.stdout).toBe('404')
    expect(await station.stop()).toMatchObject({ code: 0 })
    expect(await addresses()).not.toContain('10.20.50.1/24')
  })

  test('refuses a network on which another DHCP server answers, and names it', async () => {
    const other = startOtherServer()
    try {
      await other.waitForLine(/DHCP, IP range/, 10_000)
      const station = serve('--interface', 'st0')
      await station.waitForLine(/Another DHCP server \(10\.20\.50\.77\) answers on st0/, 30_000)
      expect(await station.ended).toMatchObject({ code: 1 })
      expect(await addresses()).not.toContain('10.20.50.1/24')
    } finally {
      await other.stop()
    }
  })

  test('stops serving when another DHCP server appears later', async () => {
    const station = serve('--interface', 'st0')
    await station.waitForLine(/Boards are served/, 30_000)
    const other = startOtherServer()
    try {
      await other.waitForLine(/DHCP, IP range/, 10_000)
      // The other server answers at once, ours looks first whether the address is free: so the board takes the other's offer.
      const board = await lab.runIn('board', 'busybox', [
        'udhcpc',
        '-i',
        'bo0',
        '-n',
        '-q',
        '-s',
        '/bin/true',
      ])
      expect(board.code).toBe(0)
      await station.waitForLine(/Another DHCP server \(10\.20\.50\.77\) answers on st0/, 30_000)
      const page = async () => {
        const args = ['-s', '--max-time', '2', 'http://10.20.50.1:5000/']
        return (await lab.runIn('office', 'curl', args)).code
      }
      await expect.poll(page, { timeout: 20_000 }).not.toBe(0)
    } finally {
      await other.stop()
      await station.stop()
    }
  })

  test('refuses a port that leads to the internet, without touching it', async () => {
    await lab.runIn('station', 'ip', ['address', 'add', '192.0.2.5/24', 'dev', 'st0'])
    await lab.runIn('station', 'ip', ['link', 'set', 'st0', 'up'])
    await lab.runIn('station', 'ip', ['route', 'add', 'default', 'via', '192.0.2.1'])
    const station = serve('--interface', 'st0')
    await station.waitForLine(/default route/, 30_000)
    expect(await station.ended).toMatchObject({ code: 1 })
    expect(await addresses()).not.toContain('10.20.50.1/24')
    await lab.runIn('station', 'ip', ['route', 'delete', 'default'])
    await lab.runIn('station', 'ip', ['address', 'flush', 'dev', 'st0'])
  })

  test('refuses a port that is not there, and lists those that are', async () => {
    const station = serve('--interface', 'enp99')
    await station.waitForLine(/no such network port/, 30_000)
    expect(await station.ended).toMatchObject({ code: 1 })
    expect(station.output).toContain('st0')
  })
})
