import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createLab, type Lab } from '../lab/lab.ts'
import type { LabProcess } from '../lab/lab-process.ts'
import { needRoot } from '../lab/need-root.ts'
import type { InteropServerSettings } from './dhcp-server-main.ts'

const boardMac = 'dc:a6:32:01:02:03'
const firstAddress = '192.168.77.100'
const limit = 20_000

/** What dhclient and udhcpc call to set the address: nothing of the machine itself is touched. */
const udhcpcScript = `#!/bin/sh
case "$1" in
  deconfig) ip address flush dev "$interface" ;;
  bound | renew) ip address replace "$ip/$mask" dev "$interface" ;;
esac
echo "udhcpc $1 ip=$ip router=$router dns=$dns lease=$lease siaddr=$siaddr tftp=$tftp opt43=$opt43"
`
const dhclientScript = `#!/bin/sh
case "$reason" in
  BOUND | RENEW | REBIND | REBOOT) ip address replace "$new_ip_address/24" dev "$interface" ;;
  RELEASE | EXPIRE | FAIL) ip address flush dev "$interface" ;;
esac
echo "dhclient $reason ip=$new_ip_address router=$new_routers lease=$new_dhcp_lease_time"
`

describe.skipIf(needRoot('that real DHCP clients get leases from us'))('with real clients', () => {
  let lab: Lab
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bb-dhcp-'))
    for (const [name, content] of [
      ['udhcpc', udhcpcScript],
      ['dhclient', dhclientScript],
    ] as const) {
      await writeFile(join(folder, name), content)
      await chmod(join(folder, name), 0o755)
    }
    lab = await createLab({
      hosts: ['station', 'board', 'bystander'],
      switches: {
        bench: {
          plugs: [
            { host: 'station', interfaceName: 'st0', address: '192.168.77.1/24' },
            { host: 'board', interfaceName: 'eth0', mac: boardMac },
            { host: 'bystander', interfaceName: 'by0' },
          ],
        },
      },
    })
    await routeBroadcasts('station', 'st0')
  })

  afterAll(async () => {
    await lab.remove()
    await rm(folder, { recursive: true })
  })

  const started: LabProcess[] = []
  afterEach(async () => {
    await Promise.all(started.splice(0).map((one) => one.stop()))
    await lab.runIn('board', 'ip', ['address', 'flush', 'dev', 'eth0'])
  })

  function start(host: string, command: string, parameters: string[]): LabProcess {
    const program = lab.startIn(host, command, parameters)
    started.push(program)
    return program
  }

  async function startServer(settings: Partial<InteropServerSettings> = {}): Promise<LabProcess> {
    const whole: InteropServerSettings = {
      mode: 'server',
      serverAddress: '192.168.77.1',
      netmask: '255.255.255.0',
      range: { first: firstAddress, last: '192.168.77.110' },
      leaseSeconds: 600,
      decision: { kind: 'address-only' },
      probe: false,
      interfaceName: 'st0',
      ...settings,
    }
    const entry = join(import.meta.dirname, 'dhcp-server-main.ts')
    const server = start('station', process.execPath, [entry, JSON.stringify(whole)])
    await server.waitForLine(/"kind":"ready"/, limit)
    return server
  }

  /** A socket that is not bound to a device sends to 255.255.255.255 only where a route says so. */
  async function routeBroadcasts(host: string, interfaceName: string): Promise<void> {
    const route = ['route', 'replace', '255.255.255.255', 'dev', interfaceName]
    expect((await lab.runIn(host, 'ip', route)).code).toBe(0)
  }

  function startUdhcpc(...parameters: string[]): LabProcess {
    const script = join(folder, 'udhcpc')
    return start('board', 'udhcpc', ['-f', '-i', 'eth0', '-s', script, ...parameters])
  }

  test('udhcpc gets, renews and releases a lease', async () => {
    const server = await startServer()
    const client = startUdhcpc()
    expect(await client.waitForLine(/udhcpc bound/, limit)).toContain(
      `ip=${firstAddress} router=192.168.77.1 dns=192.168.77.1 lease=600`,
    )
    await server.waitForLine(/"kind":"acked"/, limit)
    process.kill(client.pid, 'SIGUSR1')
    expect(await client.waitForLine(/udhcpc renew/, limit)).toContain(`ip=${firstAddress}`)
    await server.waitForLine(/"kind":"acked"/, limit)
    process.kill(client.pid, 'SIGUSR2')
    expect(await server.waitForLine(/"kind":"released"/, limit)).toContain(firstAddress)
  })

  test('a Pi’s bootloader, played by udhcpc, is told where to boot from', async () => {
    const server = await startServer({ decision: { kind: 'netboot' } })
    const machineId = '00525069344031c00032010203341200ab'
    const client = startUdhcpc(
      ...['-C', '-V', 'PXEClient:Arch:00000:UNDI:002001'],
      ...['-O', '43', '-O', '66', '-x', `0x61:${machineId}`, '-x', '0x5d:0000'],
    )
    const bound = await client.waitForLine(/udhcpc bound/, limit)
    expect(bound).toContain('siaddr=192.168.77.1 tftp=192.168.77.1')
    expect(bound).toContain(
      'opt43=0601030a0400505845091400001152617370626572727920506920426f6f74ff',
    )
    expect(await server.waitForLine(/"kind":"offered"/, limit)).toContain('"serialTail":"ab001234"')
  })

  test('dhclient gets, renews and releases a lease', async () => {
    const server = await startServer({ leaseSeconds: 10 })
    const files = ['-lf', join(folder, 'leases'), '-pf', join(folder, 'pid'), '-cf', '/dev/null']
    const script = ['-sf', join(folder, 'dhclient')]
    const client = start('board', 'dhclient', ['-4', '-d', ...files, ...script, 'eth0'])
    expect(await client.waitForLine(/dhclient BOUND/, limit)).toContain(
      `ip=${firstAddress} router=192.168.77.1 lease=10`,
    )
    await server.waitForLine(/"kind":"acked"/, limit)
    await client.waitForLine(/dhclient RENEW/, limit)
    await server.waitForLine(/"kind":"acked"/, limit)
    await lab.runIn('board', 'dhclient', ['-4', '-r', ...files, ...script, 'eth0'])
    expect(await server.waitForLine(/"kind":"released"/, limit)).toContain(firstAddress)
  })

  test('the npm package dhcp gets a lease', async () => {
    await startServer()
    await routeBroadcasts('board', 'eth0')
    const entry = join(import.meta.dirname, 'dhcp-npm-client-main.ts')
    const client = start('board', process.execPath, [entry, boardMac])
    const lease = JSON.parse(await client.waitForLine(/^\{.*address/, limit))
    expect(lease).toMatchObject({ address: firstAddress, server: '192.168.77.1' })
  })

  test('an address in use is passed over, even when its user drops pings', async () => {
    await lab.runIn('bystander', 'ip', ['address', 'add', `${firstAddress}/24`, 'dev', 'by0'])
    await lab.runIn('bystander', 'ip', ['address', 'add', '192.168.77.101/24', 'dev', 'by0'])
    const drop = 'echo 1 > /proc/sys/net/ipv4/icmp_echo_ignore_all'
    expect((await lab.runIn('bystander', 'sh', ['-c', drop])).code).toBe(0)
    // A neighbour remembered from the tests before would hide the bystander.
    await lab.runIn('station', 'ip', ['neigh', 'flush', 'all'])
    const server = await startServer({ probe: true })
    const client = startUdhcpc()
    expect(await client.waitForLine(/udhcpc bound/, limit)).toContain('ip=192.168.77.102')
    expect(await server.waitForLine(/"address-in-use"/, limit)).toContain(firstAddress)
    expect(await server.waitForLine(/"address-in-use"/, limit)).toContain('192.168.77.101')
  })
})
