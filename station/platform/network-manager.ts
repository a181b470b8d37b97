import { type CommandResult, type RunCommand, runCommand } from './run-command.ts'

/** Whether NetworkManager looks after a network port. */
export type NetworkManagerState =
  /** It is not installed, does not run, or does not know the port. */
  'absent' | 'managed' | 'unmanaged'

export type NetworkManagerRefusal = {
  readonly kind: 'refused'
  readonly code: 'network-manager'
  readonly message: string
}

const limitMs = 10_000

/** Asks `nmcli` (nmcli(1), device show; terse values of GENERAL.STATE begin with a number, 10 is unmanaged). */
export async function readNetworkManagerState(
  interfaceName: string,
  run: RunCommand = runCommand,
): Promise<NetworkManagerState> {
  const args = ['--get-values', 'GENERAL.STATE', 'device', 'show', interfaceName]
  const result = await run('nmcli', args, limitMs)
  // nmcli(1), EXIT STATUS: 8 when NetworkManager is not running, 10 when the device does not exist.
  if (result.kind !== 'exited' || result.code !== 0) return 'absent'
  return /^\s*10\b/.test(result.stdout) ? 'unmanaged' : 'managed'
}

/** Tells NetworkManager to look after a port or to leave it alone, until NetworkManager starts anew. */
export async function setManaged(
  interfaceName: string,
  isManaged: boolean,
  run: RunCommand = runCommand,
): Promise<{ readonly kind: 'ok' } | NetworkManagerRefusal> {
  const answer = isManaged ? 'yes' : 'no'
  const result = await run('nmcli', ['device', 'set', interfaceName, 'managed', answer], limitMs)
  if (result.kind === 'exited' && result.code === 0) return { kind: 'ok' }
  return {
    kind: 'refused',
    code: 'network-manager',
    message: `NetworkManager could not be told to ${isManaged ? 'look after' : 'leave'} ${interfaceName}${isManaged ? ' again' : ' alone'}: ${describe(result)}. Run "sudo nmcli device set ${interfaceName} managed ${answer}" in a terminal.`,
  }
}

function describe(result: CommandResult): string {
  switch (result.kind) {
    case 'exited':
      return result.stderr.trim() || `nmcli ended with ${result.code}`
    case 'not-installed':
      return 'nmcli is not installed'
    case 'timed-out':
      return `nmcli did not answer within ${limitMs} ms`
    case 'failed':
      return result.message
  }
}
