import { realpath, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type Refusal, refusal } from '../../contract/errors.ts'
import type { CommandResult, RunCommand } from '../platform/run-command.ts'
import { type ListedHub, readHubListing } from './hub-listing.ts'
import { notSwitched } from './i2c-words.ts'
import type { DriverPort, PowerDriver, PowerNotice, PowerTarget } from './power-driver.ts'
import { noPorts } from './power-driver.ts'
import { readSysText, readUsbTree } from './usb-tree.ts'

const limitMs = 15_000
/** A person may install the program, or the rights, while we run. Milliseconds. */
const askAgainAfter = 60_000

/** What uhubctl said last, and of which hubs. */
type Asked = {
  readonly hubs: readonly ListedHub[]
  readonly notices: readonly PowerNotice[]
  /** It could be asked; else it is asked again after a while. */
  readonly isAnswered: boolean
  readonly tree: string
  readonly at: number
}

/**
 * USB hubs that switch the power of each port. Whether a hub can, only the hub itself knows: the program uhubctl asks it, when a hub came or
 * went. States and switching are the kernel's own `disable` files (Linux 6.0, Documentation/ABI/testing/sysfs-bus-usb), so that nothing is
 * sent over USB between; before that uhubctl switches too. `folder` is `/sys/bus/usb/devices`.
 */
export function createUsbHubs(options: {
  readonly run: RunCommand
  readonly folder: string
  readonly clock: () => number
}): PowerDriver {
  const { run, folder, clock } = options
  let asked: Asked = { hubs: [], notices: [], isAnswered: false, tree: '', at: 0 }
  return {
    list: async () => {
      const hubs = (await readUsbTree(folder)).filter(({ isHub }) => isHub)
      if (hubs.length === 0) return noPorts
      const tree = hubs.map(({ name, number }) => `${name} ${number}`).join(',')
      const isStale = !asked.isAnswered && clock() - asked.at > askAgainAfter
      if (tree !== asked.tree || isStale) asked = { ...(await askHubs(run)), tree, at: clock() }
      return { ports: await portsOf(folder, asked.hubs), notices: asked.notices }
    },
    set: async (id, to) => {
      const [, location = '', port = ''] = /^hub-([\d.-]+)-port(\d+)$/.exec(id) ?? []
      const place = portFolder(folder, location, port)
      if ((await disabled(place)) !== null) return switchByKernel(place, nameOf(location, port), to)
      const result = await switchByUhubctl(run, location, port, to)
      if (result.kind === 'refused') return result
      asked = { ...asked, hubs: asked.hubs.map((hub) => result.hubs.find(isSameAs(hub)) ?? hub) }
      return result.state === to ? null : notSwitched(nameOf(location, port), to)
    },
  }
}

/**
 * Both halves of a USB 3 socket: one that stays on keeps the power on. uhubctl 2.5 (Debian 12) would miss this file at root hubs, and the
 * kernel would then believe that what hangs there is still there.
 */
async function switchByKernel(
  place: string,
  name: string,
  to: PowerTarget,
): Promise<Refusal | null> {
  const peer = join(place, 'peer')
  const halves = (await disabled(peer)) === null ? [place] : [place, peer]
  try {
    for (const half of halves)
      await writeFile(join(half, 'disable'), to === 'off' ? '1' : '0', { flag: 'r+' })
  } catch (error) {
    return notWritten(name, error)
  }
  for (const half of halves) if ((await disabled(half)) !== to) return notSwitched(name, to)
  return null
}

function notWritten(name: string, error: unknown): Refusal {
  const isRight = error instanceof Error && 'code' in error && error.code === 'EACCES'
  if (isRight) return refusal(noRights.code, `${name} was not switched. ${noRights.message}`)
  return refusal(
    'power-hub-failed',
    `${name} did not switch: the kernel refused (${String(error)}). Check that the hub is plugged in, then try again.`,
  )
}

type ToldByUhubctl = {
  readonly kind: 'told'
  readonly hubs: readonly ListedHub[]
  readonly state: PowerTarget
}

async function switchByUhubctl(
  run: RunCommand,
  location: string,
  port: string,
  to: PowerTarget,
): Promise<ToldByUhubctl | Refusal> {
  // -N: what hangs on the ports is not asked for its name.
  const result = await uhubctl(run, ['-N', '-l', location, '-p', port, '-a', to])
  if (result.kind !== 'exited' || result.code !== 0) return failure(location, result)
  const hubs = readHubListing(afterwards(result.stdout))
  const ports = hubs.find((hub) => hub.location === location)?.ports
  const isOn = ports?.find(({ number }) => number === Number(port))?.isOn
  return { kind: 'told', hubs, state: isOn === true ? 'on' : 'off' }
}

/** It prints each hub before and after: `Sent power off request`, then `New status for hub 1-1 […]`. */
function afterwards(text: string): string {
  return text
    .slice(Math.max(0, text.indexOf('New status')))
    .replaceAll('New status', 'Current status')
}

function isSameAs(hub: ListedHub): (other: ListedHub) => boolean {
  return (other) => other.location === hub.location && other.ports.length === hub.ports.length
}

/** Debian keeps it in /usr/sbin, where only root's search path leads. */
async function uhubctl(run: RunCommand, args: readonly string[]): Promise<CommandResult> {
  const result = await run('/usr/sbin/uhubctl', args, limitMs)
  return result.kind === 'not-installed' ? run('uhubctl', args, limitMs) : result
}

/** Without the program there are simply no such ports: most computers have no hub that could. */
async function askHubs(run: RunCommand): Promise<Omit<Asked, 'tree' | 'at'>> {
  const result = await uhubctl(run, ['-N'])
  if (result.kind !== 'exited') return { hubs: [], notices: [], isAnswered: false }
  const isRefused = /permission problems/i.test(result.stderr + result.stdout)
  return {
    hubs: readHubListing(result.stdout),
    notices: isRefused ? [noRights] : [],
    isAnswered: !isRefused,
  }
}

const noRights: PowerNotice = {
  code: 'power-no-hub-rights',
  message:
    'USB hubs may be able to switch power, but this user may not speak with them. Let the doctor install the udev rules, or add the user to the group plugdev and plug the hub in again.',
}

function failure(location: string, result: CommandResult): Refusal {
  if (result.kind === 'not-installed') {
    return refusal(
      'power-no-uhubctl',
      `Hub ${location} can't be switched: the program uhubctl is missing. Install the package uhubctl.`,
    )
  }
  const said =
    result.kind === 'exited'
      ? result.stderr.trim() || result.stdout.trim()
      : result.kind === 'failed'
        ? result.message
        : `no answer within ${limitMs / 1000} seconds`
  return refusal(
    'power-hub-failed',
    `Hub ${location} did not switch (${said}). Check that it is plugged in and that the udev rules are installed (see the doctor), then try again.`,
  )
}

async function portsOf(folder: string, hubs: readonly ListedHub[]): Promise<DriverPort[]> {
  const ports = await Promise.all(
    hubs.flatMap((hub) => hub.ports.map((port) => portOf(folder, hubs, hub, port))),
  )
  return ports.filter((port) => port !== null)
}

/** Null: the same socket as a port of the hub's slower half, which is listed. */
async function portOf(
  folder: string,
  hubs: readonly ListedHub[],
  { location, isSuperSpeed }: ListedHub,
  { number, isOn }: ListedHub['ports'][number],
): Promise<DriverPort | null> {
  if (isSuperSpeed && (await hasListedPeer(folder, hubs, location, number))) return null
  return {
    id: `hub-${location}-port${number}`,
    name: nameOf(location, number),
    usbPath: location.includes('-') ? `${location}.${number}` : `${location}-${number}`,
    state: (await disabled(portFolder(folder, location, number))) ?? (isOn ? 'on' : 'off'),
  }
}

function nameOf(location: string, port: number | string): string {
  return `Hub ${location} port ${port}`
}

/** The kernel's folder of a port: `1-1:1.0/1-1-port2`, of root hubs `1-0:1.0/usb1-port2`. */
function portFolder(folder: string, location: string, port: number | string): string {
  const isRoot = !location.includes('-')
  return isRoot
    ? join(folder, `${location}-0:1.0`, `usb${location}-port${port}`)
    : join(folder, `${location}:1.0`, `${location}-port${port}`)
}

/** What the kernel says of the port with this folder; null before Linux 6.0. */
async function disabled(place: string): Promise<PowerTarget | null> {
  const text = await readSysText(join(place, 'disable'))
  return text === null ? null : text === '1' ? 'off' : 'on'
}

async function hasListedPeer(
  folder: string,
  hubs: readonly ListedHub[],
  location: string,
  port: number,
): Promise<boolean> {
  // A USB 2 port has none.
  const peer = await realpath(join(portFolder(folder, location, port), 'peer')).catch(() => null)
  if (peer === null) return false
  const hub = basename(peer)
    .replace(/^usb/, '')
    .replace(/-port\d+$/, '')
  return hubs.some((one) => one.location === hub && !one.isSuperSpeed)
}
