/**
 * Checks with ping whether an address is in use (RFC 2131 section 4.3.1), and on Linux looks into the
 * kernel's neighbour table as well: a computer that drops pings still answers the ARP request for them.
 *
 * Its limit: while the kernel remembers another owner of the address (some minutes after the last lease
 * ended), the ping goes to that owner and a new user of the address is not noticed. A true ARP probe
 * (RFC 5227 section 2.1.1) needs rights that the station does not have.
 */
import type { AddressProbe } from './probe-queue.ts'

export type CommandResult =
  | { kind: 'exited'; code: number; output: string }
  /** The command could not be run, or not to its end. */
  | { kind: 'failed'; message: string }

/** Runs a program without a shell; must end by itself within about two seconds. Never rejects. */
export type CommandRunner = (
  command: string,
  parameters: readonly string[],
) => Promise<CommandResult>

export interface PingProbeOptions {
  run: CommandRunner
  /** Node's name of the host's system. */
  platform: string
}

/** A probe that rejects, with a sentence saying why, when ping cannot be run. */
export function createPingProbe({ run, platform }: PingProbeOptions): AddressProbe {
  return async (address, hardwareAddress) => {
    const ping = await run('ping', pingParameters(platform, address))
    if (ping.kind === 'failed') {
      throw new Error(
        `Could not check whether ${address} is in use: ping did not run (${ping.message}). ` +
          'Install ping, or turn the address check off.',
      )
    }
    if (platform !== 'linux') return ping.code === 0
    const neighbours = await run('ip', ['neigh', 'show', 'to', address])
    const owner = neighbours.kind === 'exited' ? reachableNeighbour(neighbours.output) : undefined
    // The client may still be in the table from before it restarted: that is no conflict.
    if (owner !== undefined) return owner !== hardwareAddress
    return ping.code === 0
  }
}

/** One echo request, one second at most. The time limit's unit is another one on each system. */
function pingParameters(platform: string, address: string): string[] {
  switch (platform) {
    case 'win32':
      return ['-n', '1', '-w', '1000', address]
    case 'darwin':
      return ['-n', '-c', '1', '-W', '1000', address]
    default:
      return ['-n', '-c', '1', '-W', '1', address]
  }
}

/** The hardware address in one line of `ip neigh`, when the kernel has just heard from it. */
function reachableNeighbour(output: string): string | undefined {
  const match = /lladdr ([0-9a-f:]{17})\b.*\bREACHABLE\b/.exec(output)
  return match?.[1]
}
