import { type CommandResult, type RunCommand, runCommand } from './run-command.ts'

export type AddressRefusalCode =
  | 'not-permitted'
  | 'no-such-interface'
  | 'ip-not-installed'
  | 'not-valid'
  | 'failed'

export interface AddressRefusal {
  readonly kind: 'refused'
  readonly code: AddressRefusalCode
  readonly message: string
}

export interface AddressRequest {
  readonly interfaceName: string
  readonly address: string
  readonly prefixLength: number
  readonly run?: RunCommand
}

export type AssignedAddress =
  | {
      readonly kind: 'assigned'
      /** Takes the address off again; a second call, or one after the port is gone, does nothing. */
      readonly takeBack: () => Promise<{ readonly kind: 'removed' } | AddressRefusal>
    }
  /** It was there before, so it is not the station's to take back. */
  | { readonly kind: 'already-there' }
  | AddressRefusal

const limitMs = 5000

/** Switches a port on, as `ip link set … up`. Needs CAP_NET_ADMIN. */
export async function switchInterfaceOn(
  interfaceName: string,
  run: RunCommand = runCommand,
): Promise<{ readonly kind: 'ok' } | AddressRefusal> {
  const result = await run('ip', ['link', 'set', 'dev', interfaceName, 'up'], limitMs)
  const isDone = result.kind === 'exited' && result.code === 0
  return isDone ? { kind: 'ok' } : refusal(`switch on ${interfaceName}`, result)
}

/**
 * Gives an IPv4 address to a port until takeBack is called or the computer restarts, with `ip`
 * (Linux; needs CAP_NET_ADMIN).
 */
export async function assignAddress(request: AddressRequest): Promise<AssignedAddress> {
  const { interfaceName, run = runCommand } = request
  const address = `${request.address}/${request.prefixLength}`
  const deed = `assign ${address} to ${interfaceName}`
  const result = await run('ip', addressArguments('add', request), limitMs)
  if (result.kind === 'exited' && result.code === 0) {
    return { kind: 'assigned', takeBack: () => removeAddress(request) }
  }
  // The older and the newer words of the kernel, here and below.
  if (result.kind === 'exited' && /File exists|already assigned/.test(result.stderr)) {
    return { kind: 'already-there' }
  }
  return refusal(deed, result)
}

/** Takes an IPv4 address off a port; that it is not there (any more) is fine. */
export async function removeAddress(
  request: AddressRequest,
): Promise<{ readonly kind: 'removed' } | AddressRefusal> {
  const { interfaceName, run = runCommand } = request
  const result = await run('ip', addressArguments('delete', request), limitMs)
  const isGone =
    result.kind === 'exited' &&
    (result.code === 0 ||
      /Cannot assign requested|Address not found|Cannot find device/.test(result.stderr))
  return isGone
    ? { kind: 'removed' }
    : refusal(`remove ${request.address} from ${interfaceName}`, result)
}

function addressArguments(verb: 'add' | 'delete', request: AddressRequest): string[] {
  const { interfaceName, address, prefixLength } = request
  // Without "broadcast +" the port would have no directed broadcast address.
  const broadcast = verb === 'add' ? ['broadcast', '+'] : []
  return ['-4', 'address', verb, `${address}/${prefixLength}`, ...broadcast, 'dev', interfaceName]
}

function refusal(deed: string, result: CommandResult): AddressRefusal {
  const refused = (code: AddressRefusalCode, why: string, next: string): AddressRefusal => ({
    kind: 'refused',
    code,
    message: `Could not ${deed}: ${why}. ${next}`,
  })
  switch (result.kind) {
    case 'not-installed':
      return refused('ip-not-installed', "the command 'ip' is missing", 'Install iproute2.')
    case 'timed-out':
      return refused('failed', `'ip' did not answer within ${limitMs} ms`, 'Try again.')
    case 'failed':
      return refused('failed', result.message, 'Set the address in the network settings.')
    case 'exited':
      return refusalOfExit(result.stderr.trim(), refused)
  }
}

function refusalOfExit(
  said: string,
  refused: (code: AddressRefusalCode, why: string, next: string) => AddressRefusal,
): AddressRefusal {
  if (/Operation not permitted/.test(said)) {
    const next = 'Set it in the network settings or run the station with CAP_NET_ADMIN.'
    return refused('not-permitted', 'the station has no right to change addresses', next)
  }
  if (/Cannot find device|does not exist/.test(said)) {
    return refused('no-such-interface', 'the port is not there', 'Plug it in or choose another.')
  }
  if (/inet prefix is expected|prefix is expected|Invalid argument/.test(said)) {
    return refused('not-valid', `the address is not valid (${said})`, 'Correct it.')
  }
  return refused('failed', said, 'Set the address in the network settings.')
}
