import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { createNetshAddressing } from '../../station/network/netsh-addressing.ts'
import {
  createNetworkManagerAddressing,
  giveBackAll,
} from '../../station/network/network-manager-addressing.ts'
import { createNetworksetupAddressing } from '../../station/network/networksetup-addressing.ts'
import type { PortAddressing, PortRequest } from '../../station/network/port-addressing.ts'

// The real modules, run against stand-ins that answer as nmcli, netsh and networksetup do and write down what they were
// told. Neither Windows nor macOS nor a running NetworkManager was there to try the real ones.

const folder = mkdtempSync(join(tmpdir(), 'bootbench-stand-ins-'))
const log = join(folder, 'log')
const path = process.env.PATH

beforeEach(() => {
  writeFileSync(log, '')
  process.env.PATH = `${folder}:${path}`
})
afterEach(() => {
  process.env.PATH = path
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A program of this name on PATH; `body` is shell, behind the line that writes the arguments down. */
function standIn(name: string, body: string): void {
  const file = join(folder, name)
  const note = `{ for word in "$@"; do printf '[%s]' "$word"; done; echo; } >> '${log}'`
  writeFileSync(file, `#!/bin/sh\n${note}\nhere='${folder}'\n${body}\n`)
  chmodSync(file, 0o755)
}

/** What the stand-ins were told since the last question, without those questions that change nothing. */
function told(pattern: RegExp): string[] {
  const lines = readFileSync(log, 'utf8').split('\n')
  writeFileSync(log, '')
  return lines.filter((line) => pattern.test(line))
}

const request: PortRequest = {
  interfaceName: 'enp9',
  address: '10.20.50.1',
  prefixLength: 24,
  address6: null,
  internetThrough: null,
}

/** Stands for the broker's part, which has tests of its own. */
function inner(kind: 'held' | 'refused'): PortAddressing {
  return {
    plan: async () => [],
    hold: async () =>
      kind === 'held'
        ? { kind, release: async () => ({ kind: 'released' }) }
        : { kind, code: 'inner', message: 'The inner part refuses.' },
  }
}

function owedPorts(names: string[] = []) {
  let owed = names
  return {
    read: () => owed,
    write: (next: string[]) => {
      owed = next
    },
  }
}

/** nmcli 1.42: what it prints for these commands was taken from its source and manual page. */
function standInNmcli(state: 'managed' | 'unmanaged' | 'not-running' | 'refusing'): void {
  writeFileSync(join(folder, 'nm'), state === 'unmanaged' ? 'no' : 'yes')
  standIn(
    'nmcli',
    `[ ${state} = not-running ] && { echo "Error: NetworkManager is not running." >&2; exit 8; }
case "$*" in
"--get-values GENERAL.STATE device show enp9")
  [ "$(cat "$here/nm")" = yes ] && echo "30 (disconnected)" || echo "10 (unmanaged)" ;;
"device set enp9 managed "*)
  [ ${state} = refusing ] && { echo "Error: Failed to set property: not authorized" >&2; exit 1; }
  printf %s "$5" > "$here/nm" ;;
*) echo "Error: Device '$5' not found." >&2; exit 10 ;;
esac`,
  )
}

test('NetworkManager is told to leave the port alone, and gets it back', async () => {
  standInNmcli('managed')
  const owed = owedPorts()
  const addressing = createNetworkManagerAddressing(inner('held'), owed)
  expect(await addressing.plan(request)).toMatchObject([
    { command: 'nmcli device set enp9 managed no', undo: 'nmcli device set enp9 managed yes' },
  ])
  const held = await addressing.hold(request)
  expect(owed.read()).toEqual(['enp9'])
  expect(told(/set/)).toEqual(['[device][set][enp9][managed][no]'])
  expect(held.kind === 'held' && (await held.release())).toEqual({ kind: 'released' })
  expect(told(/set/)).toEqual(['[device][set][enp9][managed][yes]'])
  expect(owed.read()).toEqual([])
})

test.each(['unmanaged', 'not-running'] as const)(
  'NetworkManager is told nothing about the port where it is %s',
  async (state) => {
    standInNmcli(state)
    const addressing = createNetworkManagerAddressing(inner('held'), owedPorts())
    expect(await addressing.plan(request)).toEqual([])
    const held = await addressing.hold(request)
    expect(held.kind === 'held' && (await held.release())).toEqual({ kind: 'released' })
    expect(told(/set/)).toEqual([])
  },
)

test('NetworkManager gets the port back at once when the rest is refused', async () => {
  standInNmcli('managed')
  const owed = owedPorts()
  const held = await createNetworkManagerAddressing(inner('refused'), owed).hold(request)
  expect(held).toMatchObject({ kind: 'refused', code: 'inner' })
  expect(told(/set/)).toHaveLength(2)
  expect(owed.read()).toEqual([])
})

test('a NetworkManager that does not allow it refuses the whole, with the command to run', async () => {
  standInNmcli('refusing')
  const held = await createNetworkManagerAddressing(inner('held'), owedPorts()).hold(request)
  expect(held).toMatchObject({ kind: 'refused', code: 'network-manager' })
  expect(held).toMatchObject({
    message: expect.stringMatching(
      /not authorized.*sudo nmcli device set enp9 managed no/,
    ) as string,
  })
})

test('what a killed station owes to NetworkManager is given back by the next one', async () => {
  standInNmcli('unmanaged')
  const owed = owedPorts(['enp9', 'gone'])
  expect(await giveBackAll(owed)).toEqual([])
  expect(told(/set/)).toEqual(['[device][set][enp9][managed][yes]'])
  expect(owed.read()).toEqual([])
})

/** netsh of Windows 10: `dump` prints a script; a port that asks for its address has no line of `add address`. */
function standInNetsh(addressLine: string): void {
  standIn(
    'netsh',
    `case "$*" in
"interface ipv4 dump") printf '# IPv4\\r\\npushd interface ipv4\\n\\nreset\\nset global\\nset interface interface="Ethernet 2" forwarding=disabled\\n${addressLine}\\npopd\\n' ;;
*10.66.0.1*) echo "The object already exists."; exit 1 ;;
*) echo ;;
esac`,
  )
}

const windowsRequest = { ...request, interfaceName: 'Ethernet 2' }

test('netsh: a port that asks for its address gets a fixed one and asks again at the end', async () => {
  standInNetsh('')
  const held = await createNetshAddressing().hold(windowsRequest)
  const name = '[name=Ethernet 2]'
  expect(told(/static/)).toEqual([
    `[interface][ipv4][set][address]${name}[source=static][address=10.20.50.1][mask=255.255.255.0][store=active]`,
  ])
  expect(held.kind === 'held' && (await held.release())).toEqual({ kind: 'released' })
  expect(told(/./)).toEqual([`[interface][ipv4][set][address]${name}[source=dhcp][store=active]`])
})

test('netsh: a port with a fixed address gets one more, and IPv6 too, and both are taken off', async () => {
  standInNetsh('add address name="Ethernet 2" address=192.168.1.5 mask=255.255.255.0')
  const addressing = createNetshAddressing()
  const wish = { ...windowsRequest, address6: 'fd00:1::1' }
  expect((await addressing.plan(wish)).map((step) => step.undo)).toEqual([
    'netsh interface ipv4 delete address name="Ethernet 2" address=10.20.50.1 store=active',
    'netsh interface ipv6 delete address interface="Ethernet 2" address=fd00:1::1 store=active',
  ])
  const held = await addressing.hold(wish)
  expect(told(/add/)).toEqual([
    '[interface][ipv4][add][address][name=Ethernet 2][address=10.20.50.1][mask=255.255.255.0][store=active]',
    '[interface][ipv6][add][address][interface=Ethernet 2][address=fd00:1::1/64][store=active]',
  ])
  if (held.kind === 'held') await held.release()
  expect(told(/delete/)).toHaveLength(2)
})

test('netsh: an address that is there already is left alone', async () => {
  standInNetsh('add address name="Ethernet 2" address=10.20.50.1 mask=255.255.255.0')
  const held = await createNetshAddressing().hold(windowsRequest)
  if (held.kind === 'held') await held.release()
  expect(told(/add|set|delete/)).toEqual([])
})

test('netsh: what it refuses is told in its words, with the command to run', async () => {
  standInNetsh('add address name="Ethernet 2" address=192.168.1.5 mask=255.255.255.0')
  expect(
    await createNetshAddressing().hold({ ...windowsRequest, address: '10.66.0.1' }),
  ).toMatchObject({
    kind: 'refused',
    message: expect.stringMatching(/already exists.*netsh interface ipv4 add address/s) as string,
  })
})

/** networksetup of macOS 14, in the shapes that its manual page and its output have. */
function standInNetworksetup(information: string): void {
  standIn(
    'networksetup',
    `case "$1" in
-listnetworkserviceorder) printf 'An asterisk (*) denotes that a network service is disabled.\\n(1) Wi-Fi\\n(Hardware Port: Wi-Fi, Device: en0)\\n\\n(2) USB 10/100 LAN\\n(Hardware Port: USB 10/100 LAN, Device: en5)\\n\\n' ;;
-getinfo) printf '${information}\\nIPv6: Automatic\\n' ;;
-setmanual) [ "$3" = 10.66.0.1 ] && echo "** Error: The parameters were not valid." ; exit 0 ;;
esac`,
  )
}

const macRequest = { ...request, interfaceName: 'en5' }

test.each([
  ['DHCP Configuration\\nIP address: 169.254.1.2', '[-setdhcp][USB 10/100 LAN]'],
  [
    'Manual Configuration\\nIP address: 192.168.1.5\\nSubnet mask: 255.255.255.0\\nRouter: 192.168.1.1',
    '[-setmanual][USB 10/100 LAN][192.168.1.5][255.255.255.0][192.168.1.1]',
  ],
  [
    'Manual Configuration\\nIP address: 192.168.1.5\\nSubnet mask: 255.255.255.0\\nRouter: (null)',
    '[-setmanual][USB 10/100 LAN][192.168.1.5][255.255.255.0]',
  ],
])(
  'networksetup: a service with %s gets its address and has the old way back',
  async (before, after) => {
    standInNetworksetup(before)
    const held = await createNetworksetupAddressing().hold(macRequest)
    expect(told(/-set/)).toEqual(['[-setmanual][USB 10/100 LAN][10.20.50.1][255.255.255.0]'])
    expect(held.kind === 'held' && (await held.release())).toEqual({ kind: 'released' })
    expect(told(/-set/)).toEqual([after])
  },
)

test('networksetup: an error that it tells with exit code 0 is an error', async () => {
  standInNetworksetup('DHCP Configuration')
  const addressing = createNetworksetupAddressing()
  expect(await addressing.hold({ ...macRequest, address: '10.66.0.1' })).toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('not valid') as string,
  })
})

test.each([
  [{ interfaceName: 'en9' }, 'no-such-interface'],
  [{ address6: 'fd00:1::1' }, 'not-offered'],
])('networksetup: %o is refused and nothing is changed', async (change, code) => {
  standInNetworksetup('DHCP Configuration')
  const held = await createNetworksetupAddressing().hold({ ...macRequest, ...change })
  expect(held).toMatchObject({ kind: 'refused', code })
  expect(told(/-set/)).toEqual([])
})

test('networksetup: a way to an address that could not be restored is refused', async () => {
  standInNetworksetup('Manually Using DHCP Router Configuration')
  const held = await createNetworksetupAddressing().hold(macRequest)
  expect(held).toMatchObject({ kind: 'refused', code: 'configuration-unknown' })
})
