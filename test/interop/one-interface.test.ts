import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildBroker, buildMover } from '../lab/build-broker.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import type { LabProcess } from '../lab/lab-process.ts'
import { needRoot } from '../lab/need-root.ts'

/**
 * Design invariant 2: no DHCP or TFTP answer leaves on an interface that was not chosen. The worst
 * case is built here: two interfaces with the same address and subnet, with a client behind each,
 * and the clients too have the same address. Nothing but the socket's own binding tells them apart.
 */
const macOf = { st0: 'dc:a6:32:00:00:00', st1: 'dc:a6:32:00:00:01' }
const program = join(import.meta.dirname, 'one-interface-station.ts')
const url = '192.168.77.1'

let lab: Lab
let brokerPath = ''

function plugs(interfaceName: 'st0' | 'st1') {
  return [
    { host: 'station', interfaceName, address: '192.168.77.1/24' },
    {
      host: `behind-${interfaceName}`,
      interfaceName: 'eth0',
      address: '192.168.77.50/24',
      mac: macOf[interfaceName],
    },
  ]
}

async function createTwins(): Promise<Lab> {
  const made = await createLab({
    hosts: ['station', 'behind-st0', 'behind-st1'],
    switches: { bench: { plugs: plugs('st0') }, office: { plugs: plugs('st1') } },
  })
  // As systemd sets it: an address may be reached through any interface that has a route to it.
  const file = '/proc/sys/net/ipv4/conf/all/rp_filter'
  await made.runIn('station', 'sh', ['-c', `echo 2 > ${file}`])
  return made
}

/** True when the independent client got a lease; it asks three times, one second each. */
async function asksForLease(host: string): Promise<boolean> {
  const args = ['-i', 'eth0', '-n', '-q', '-f', '-t', '3', '-T', '1', '-A', '0', '-s', '/bin/true']
  return (await lab.runIn(host, 'udhcpc', args)).code === 0
}

/** Everything that a station serves, asked for at the same time: each of the three waits three seconds in vain. */
async function askInVain(host: string, fileName: string) {
  const [hasLease, tftp, http] = await Promise.all([
    asksForLease(host),
    fetchWithCurl(host, `tftp://${url}/${fileName}`),
    fetchWithCurl(host, `http://${url}:5000/`),
  ])
  return { hasLease, tftp, http }
}

function fetchWithCurl(host: string, address: string) {
  return lab.runIn(host, 'curl', ['-s', '--max-time', '3', address])
}

describe.skipIf(needRoot('that nothing is answered on an interface that was not chosen'))(
  'with two interfaces that carry the same subnet and address',
  () => {
    beforeAll(async () => {
      brokerPath = await buildBroker()
      lab = await createTwins()
    })
    afterAll(() => lab.remove())

    test('control: an ordinary socket on port 67 hears the clients of both', async () => {
      const ordinary = lab.startIn('station', process.execPath, [
        '-e',
        `const socket = require('node:dgram').createSocket('udp4')
         socket.on('message', (bytes) => console.log('reached', bytes.subarray(28, 34).toString('hex')))
         socket.bind(67, () => console.log('ready'))`,
      ])
      await ordinary.waitForLine(/ready/, 20_000)
      await Promise.all([asksForLease('behind-st0'), asksForLease('behind-st1')])
      await ordinary.stop()
      expect(ordinary.output).toContain('reached dca632000000')
      expect(ordinary.output).toContain('reached dca632000001')
    })

    describe.each([
      ['st0', 'st1', 'Node'],
      ['st1', 'st0', 'Node'],
      ['st0', 'st1', 'the mover'],
      ['st1', 'st0', 'the mover'],
    ] as const)('serving %s and not %s, files sent by %s', (served, other, sender) => {
      let station: LabProcess
      let far: Awaited<ReturnType<typeof askInVain>>
      beforeAll(async () => {
        station = lab.startIn('station', process.execPath, [
          ...[program, brokerPath, served],
          ...(sender === 'Node' ? [] : [await buildMover()]),
        ])
        await station.waitForLine(/^ready$/, 20_000)
        far = await askInVain(`behind-${other}`, `from-${other}`)
      })
      afterAll(() => station.stop())

      // The packets of the other side were sent first: when the station has heard the near client,
      // it would have heard the far one before.
      test('no DISCOVER of the other side is answered or even received', async () => {
        expect(far.hasLease).toBe(false)
        expect(await asksForLease(`behind-${served}`)).toBe(true)
        expect(station.output).toContain(`reached dhcp ${macOf[served].replaceAll(':', '')}`)
        expect(station.output).not.toContain(macOf[other].replaceAll(':', ''))
        expect(station.output).not.toContain(macOf[other])
      })

      test('no TFTP request of the other side is answered or even received', async () => {
        const near = await fetchWithCurl(`behind-${served}`, `tftp://${url}/from-${served}`)
        expect([far.tftp.code, far.tftp.stdout]).toEqual([expect.not.toBeOneOf([0]), ''])
        expect(near.code).toBe(0)
        expect(near.stdout).toHaveLength(6004)
        expect(station.output).toContain(`reached tftp from-${served}`)
        expect(station.output).not.toContain(`reached tftp from-${other}`)
      })

      test('the HTTP port cannot be reached from the other side', async () => {
        expect(far.http.code).not.toBe(0)
        expect(station.output).not.toContain('reached tcp')
        const near = await fetchWithCurl(`behind-${served}`, `http://${url}:5000/`)
        expect(near.stdout).toBe('welcome\n')
        expect(station.output).toContain('reached tcp')
      })
    })
  },
)
