import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildBroker } from '../lab/build-broker.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { needRoot } from '../lab/need-root.ts'
import { runOrFail } from '../lab/run-program.ts'

const program = join(import.meta.dirname, 'platform-call.ts')

describe.skipIf(needRoot('that the host’s ports, addresses and neighbours are read rightly'))(
  'station/platform on a real network',
  () => {
    let lab: Lab
    let brokerPath = ''
    beforeAll(async () => {
      brokerPath = await buildBroker()
      lab = await createLab({
        hosts: ['station', 'board'],
        switches: {
          bench: {
            plugs: [
              {
                host: 'station',
                interfaceName: 'st0',
                address: '192.168.77.1/24',
                mac: '02:00:00:00:77:01',
              },
              {
                host: 'board',
                interfaceName: 'eth0',
                address: '192.168.77.20/24',
                mac: 'dc:a6:32:00:00:01',
              },
            ],
          },
        },
      })
    })
    afterAll(() => lab.remove())

    async function call(args: readonly string[], path = process.env.PATH ?? '') {
      // env, because `ip netns exec` itself needs the real PATH.
      const command = [`PATH=${path}`, process.execPath, program, ...args]
      const result = await lab.runIn('station', 'env', command)
      return JSON.parse(result.stdout)
    }

    async function port(name: string) {
      const { interfaces } = await call(['interfaces'])
      return interfaces.find((one: { name: string }) => one.name === name)
    }

    test('interfaces are listed with address, link and default route', async () => {
      expect(await port('st0')).toEqual({
        name: 'st0',
        mac: '02:00:00:00:77:01',
        addresses: expect.arrayContaining([
          { family: 'ipv4', address: '192.168.77.1', prefixLength: 24 },
        ]),
        isUp: true,
        hasLink: true,
        speedMbps: null,
        hasDefaultRoute: false,
        isLoopback: false,
        isWireless: false,
        isVirtual: true,
      })
      await lab.runIn('station', 'ip', ['route', 'add', 'default', 'via', '192.168.77.20'])
      expect(await port('st0')).toMatchObject({ hasDefaultRoute: true })
      await lab.runIn('station', 'ip', ['route', 'delete', 'default'])
      await lab.setCable(lab.portOf('station', 'st0'), 'out')
      expect(await port('st0')).toMatchObject({
        isUp: true,
        hasLink: false,
        hasDefaultRoute: false,
        addresses: expect.arrayContaining([expect.objectContaining({ address: '192.168.77.1' })]),
      })
      await lab.setCable(lab.portOf('station', 'st0'), 'in')
    })

    test('an address in use is found by ARP and a free one is free', async () => {
      expect(await call(['probe-address', 'st0', '192.168.77.20'])).toEqual({
        kind: 'in-use',
        mac: 'dc:a6:32:00:00:01',
      })
      expect(await call(['probe-address', 'st0', '192.168.77.99'])).toEqual({ kind: 'free' })
    })

    test('without arping, ping finds it, and the neighbour table when it drops pings', async () => {
      // A folder of programs in which arping is not.
      const folder = await mkdtemp(join(tmpdir(), 'bootbench-no-arping-'))
      for (const name of ['ip', 'ping']) {
        const path = (await runOrFail('which', [name])).trim()
        await symlink(path, join(folder, name))
      }
      const used = { kind: 'in-use', mac: 'dc:a6:32:00:00:01' }
      expect(await call(['probe-address', 'st0', '192.168.77.20'], folder)).toEqual(used)
      const ignore = 'echo 1 > /proc/sys/net/ipv4/icmp_echo_ignore_all'
      await lab.runIn('board', 'sh', ['-c', ignore])
      await lab.runIn('station', 'ip', ['neighbour', 'flush', 'all'])
      expect(await call(['probe-address', 'st0', '192.168.77.20'], folder)).toEqual(used)
      expect(await call(['probe-address', 'st0', '192.168.77.98'], folder)).toEqual({
        kind: 'free',
      })
      await rm(folder, { recursive: true })
    })

    test('no DHCP server: the probe is silent', async () => {
      expect(await call(['foreign-dhcp', 'st0', '', brokerPath])).toEqual({ kind: 'silent' })
    })

    test('a foreign DHCP server is found, and the same is not foreign when it is our own', async () => {
      const foreign = lab.startIn('board', 'dnsmasq', [
        ...['--keep-in-foreground', '--log-facility=-', '--log-dhcp', '--conf-file=/dev/null'],
        ...['--port=0', '--interface=eth0', '--bind-interfaces', '--no-ping', '--leasefile-ro'],
        ...['--user=root', '--pid-file=', '--dhcp-range=192.168.77.50,192.168.77.99,10m'],
      ])
      await foreign.waitForLine(/sockets bound exclusively/, 20_000)
      expect(await call(['foreign-dhcp', 'st0', '', brokerPath])).toEqual({
        kind: 'answered',
        servers: [{ serverAddress: '192.168.77.20', senderAddress: '192.168.77.20' }],
      })
      expect(await call(['foreign-dhcp', 'st0', '192.168.77.20', brokerPath])).toEqual({
        kind: 'silent',
      })
      await foreign.stop()
    })
  },
)
