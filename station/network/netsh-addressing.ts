import { type Refusal, refusal } from '../../contract/errors.ts'
import type { PlanStep } from '../../contract/settings.ts'
import { type CommandResult, type RunCommand, runCommand } from '../platform/run-command.ts'
import type { HeldPort, PortAddressing, PortRequest } from './port-addressing.ts'
import { netmaskOf } from './settings-check.ts'

const limitMs = 15_000

/**
 * Windows: `netsh` (learn.microsoft.com, "Netsh interface"). Changes are made with store=active, so that a restart of the
 * computer takes them back even when the station could not. Tested against a stand-in for netsh, never on Windows itself.
 */
export function createNetshAddressing(run: RunCommand = runCommand): PortAddressing {
  return {
    plan: async (request) => (await commandsFor(request, run)).map(toStep),
    hold: async (request) => {
      if (request.internetThrough !== null) return noInternet()
      const done: NetshCommand[] = []
      for (const command of await commandsFor(request, run)) {
        const result = await run('netsh', command.args, limitMs)
        if (result.kind === 'exited' && result.code === 0) done.unshift(command)
        else {
          await takeBack(done, run)
          return failed(command.what, command.args, result)
        }
      }
      return heldBy(done, run)
    },
  }
}

type NetshCommand = {
  readonly id: string
  readonly what: string
  readonly args: readonly string[]
  readonly undo: readonly string[]
}

/** The names of ports hold blanks ("Ethernet 2"); each is one argument, which needs no quotes. */
async function commandsFor(request: PortRequest, run: RunCommand): Promise<NetshCommand[]> {
  const { interfaceName, address, prefixLength, address6 } = request
  const present = await readAddresses(interfaceName, run)
  const ipv4 = present.includes(address)
    ? []
    : [addIpv4(interfaceName, address, netmaskOf(prefixLength), present.length > 0)]
  return address6 === null ? ipv4 : [...ipv4, addIpv6(interfaceName, address6)]
}

/** A port with fixed addresses gets one more; one that asks for its address stops to and begins again at the end. */
function addIpv4(name: string, address: string, mask: string, isStatic: boolean): NetshCommand {
  const what = `Give "${name}" the address ${address}, netmask ${mask}, until this computer starts again.`
  const port = `name=${name}`
  const family = ['interface', 'ipv4']
  const change = [port, `address=${address}`, `mask=${mask}`, 'store=active']
  return isStatic
    ? {
        ...{ id: 'address', what },
        args: [...family, 'add', 'address', ...change],
        undo: [...family, 'delete', 'address', port, `address=${address}`, 'store=active'],
      }
    : {
        ...{ id: 'address', what },
        args: [...family, 'set', 'address', port, 'source=static', ...change.slice(1)],
        undo: [...family, 'set', 'address', port, 'source=dhcp', 'store=active'],
      }
}

function addIpv6(name: string, address: string): NetshCommand {
  const family = ['interface', 'ipv6']
  return {
    id: 'address6',
    what: `Give "${name}" the address ${address}/64, until this computer starts again.`,
    args: [
      ...family,
      'add',
      'address',
      `interface=${name}`,
      `address=${address}/64`,
      'store=active',
    ],
    undo: [
      ...family,
      'delete',
      'address',
      `interface=${name}`,
      `address=${address}`,
      'store=active',
    ],
  }
}

/**
 * The fixed IPv4 addresses of a port, from `netsh interface ipv4 dump`: a script in netsh's own words, which, unlike what
 * `show` prints, is the same in every language of Windows.
 */
async function readAddresses(interfaceName: string, run: RunCommand): Promise<string[]> {
  const result = await run('netsh', ['interface', 'ipv4', 'dump'], limitMs)
  if (result.kind !== 'exited' || result.code !== 0) return []
  return [...result.stdout.matchAll(/^add address name="(.*?)" address=([\d.]+)/gm)].flatMap(
    ([, name, address]) => (name === interfaceName && address !== undefined ? [address] : []),
  )
}

function heldBy(commands: readonly NetshCommand[], run: RunCommand): HeldPort {
  const owed = [...commands]
  return { kind: 'held', release: () => takeBack(owed.splice(0), run) }
}

async function takeBack(
  commands: readonly NetshCommand[],
  run: RunCommand,
): Promise<{ readonly kind: 'released' } | Refusal> {
  let first: Refusal | null = null
  for (const { what, undo } of commands) {
    const result = await run('netsh', undo, limitMs)
    const isDone = result.kind === 'exited' && result.code === 0
    if (!isDone) first ??= failed(`Take back: ${what}`, undo, result)
  }
  return first ?? { kind: 'released' }
}

function toStep({ id, what, args, undo }: NetshCommand): PlanStep {
  return { id, what, command: commandLine(args), undo: commandLine(undo) }
}

/** As it is typed into Windows' command prompt. */
function commandLine(args: readonly string[]): string {
  return ['netsh', ...args]
    .map((word) => (/\s/.test(word) ? word.replace(/=(.*)$/, '="$1"') : word))
    .join(' ')
}

function failed(what: string, args: readonly string[], result: CommandResult): Refusal {
  // netsh writes its complaints to standard output.
  const said =
    result.kind === 'exited' ? (result.stdout + result.stderr).trim() : `netsh: ${result.kind}`
  return refusal(
    'address-not-changed',
    `This was not done: ${what} netsh said: ${said}. Run "${commandLine(args)}" as administrator, or start Bootbench as administrator.`,
  )
}

function noInternet(): Refusal {
  return refusal(
    'internet-not-offered',
    'Boards can be let through to the internet on Linux only. Switch "internet for boards" off, or share the connection in the settings of Windows.',
  )
}
