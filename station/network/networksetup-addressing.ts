import { type Refusal, refusal } from '../../contract/errors.ts'
import type { PlanStep } from '../../contract/settings.ts'
import { type CommandResult, type RunCommand, runCommand } from '../platform/run-command.ts'
import type { HeldPort, PortAddressing, PortRequest } from './port-addressing.ts'
import { netmaskOf } from './settings-check.ts'

const limitMs = 15_000

/**
 * macOS: `networksetup` (its manual page), which needs an administrator. It knows network services ("USB 10/100 LAN"), not
 * devices ("en5"), and keeps what it is told over restarts. Tested against a stand-in, never on macOS itself.
 */
export function createNetworksetupAddressing(run: RunCommand = runCommand): PortAddressing {
  return {
    plan: async (request) => {
      const change = await changeFor(request, run)
      return change.kind === 'refused' || change.args === null ? [] : [toStep(change)]
    },
    hold: async (request) => {
      const change = await changeFor(request, run)
      if (change.kind === 'refused') return change
      if (change.args === null) return heldBy(null, run)
      const result = await run('networksetup', change.args, limitMs)
      if (isDone(result)) return heldBy(change, run)
      return failed(change.args, result)
    },
  }
}

type Change = {
  readonly kind: 'change'
  readonly what: string
  /** Null: the address is there already. */
  readonly args: readonly string[] | null
  readonly undo: readonly string[]
}

async function changeFor(request: PortRequest, run: RunCommand): Promise<Change | Refusal> {
  const { interfaceName, address, prefixLength, address6, internetThrough } = request
  if (address6 !== null || internetThrough !== null) return notOffered()
  const service = await findService(interfaceName, run)
  if (service === null) return noService(interfaceName)
  const undo = await readUndo(service, run)
  if (undo === null) return unknownConfiguration(service)
  const isThere = undo[0] === '-setmanual' && undo[2] === address
  return {
    kind: 'change',
    what: `Give "${service}" (${interfaceName}) the address ${address}.`,
    args: isThere ? null : ['-setmanual', service, address, netmaskOf(prefixLength)],
    undo,
  }
}

/** `(1) USB 10/100 LAN` and below it `(Hardware Port: USB 10/100 LAN, Device: en5)`. */
async function findService(device: string, run: RunCommand): Promise<string | null> {
  const result = await run('networksetup', ['-listnetworkserviceorder'], limitMs)
  if (!isDone(result)) return null
  const entries = result.stdout.matchAll(
    /^\((?:\d+|\*)\) (.+)\n\(Hardware Port: .*, Device: (.*)\)$/gm,
  )
  for (const [, service, found] of entries) if (found === device) return service ?? null
  return null
}

/** The command that restores how the service gets its address now; null where none can. */
async function readUndo(service: string, run: RunCommand): Promise<string[] | null> {
  const result = await run('networksetup', ['-getinfo', service], limitMs)
  if (!isDone(result)) return null
  const lines = result.stdout.split('\n')
  const textOf = (name: string): string =>
    lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? ''
  switch (lines[0]) {
    case 'DHCP Configuration':
      return ['-setdhcp', service]
    case 'Manual Configuration': {
      const router = textOf('Router')
      const hasRouter = /^[\d.]+$/.test(router)
      const address = [textOf('IP address'), textOf('Subnet mask')]
      return ['-setmanual', service, ...address, ...(hasRouter ? [router] : [])]
    }
    default:
      return null
  }
}

function heldBy(change: Change | null, run: RunCommand): HeldPort {
  let owed = change
  return {
    kind: 'held',
    release: async () => {
      const undo = owed?.undo
      owed = null
      if (undo === undefined) return { kind: 'released' }
      const result = await run('networksetup', undo, limitMs)
      return isDone(result) ? { kind: 'released' } : failed(undo, result)
    },
  }
}

/** Some versions tell an error on standard output ("** Error: …") and end with 0. */
function isDone(result: CommandResult): result is Extract<CommandResult, { kind: 'exited' }> {
  return result.kind === 'exited' && result.code === 0 && !result.stdout.includes('** Error')
}

function toStep({ what, args, undo }: Change): PlanStep {
  return { id: 'address', what, command: commandLine(args ?? []), undo: commandLine(undo) }
}

function commandLine(args: readonly string[]): string {
  return ['sudo', 'networksetup', ...args]
    .map((word) => (/\s/.test(word) ? `"${word}"` : word))
    .join(' ')
}

function failed(args: readonly string[], result: CommandResult): Refusal {
  const said =
    result.kind === 'exited'
      ? (result.stdout + result.stderr).trim()
      : `networksetup: ${result.kind}`
  return refusal(
    'address-not-changed',
    `The address was not changed: ${said}. Run "${commandLine(args)}" in a terminal.`,
  )
}

function noService(device: string): Refusal {
  return refusal(
    'no-such-interface',
    `No network service of this computer uses ${device}. Plug the adapter in, and add it in System Settings, Network.`,
  )
}

function unknownConfiguration(service: string): Refusal {
  return refusal(
    'configuration-unknown',
    `"${service}" gets its address in a way that could not be restored afterwards. Set it to DHCP or to a manual address in System Settings, Network, then start again.`,
  )
}

function notOffered(): Refusal {
  return refusal(
    'not-offered',
    'IPv6 addresses and internet for boards are offered on Linux only. Switch both off in the settings.',
  )
}
