import { type RunCommand, runCommand } from './run-command.ts'

export type AddressUse =
  | { readonly kind: 'free' }
  | { readonly kind: 'in-use'; readonly mac: string | null }
  /** Nothing on this computer could find out. */
  | { readonly kind: 'unknown'; readonly message: string }

export interface AddressProbeRequest {
  readonly interfaceName: string
  readonly address: string
  readonly run?: RunCommand
}

const commandLimitMs = 3000

/**
 * Does something on the interface's network use this IPv4 address now? Asked by ARP, which every
 * computer answers, or else by ping and what the kernel learned from it. About one second when
 * the address is free; at most ten. Never rejects.
 */
export async function probeAddress(request: AddressProbeRequest): Promise<AddressUse> {
  return (await askByArping(request)) ?? (await askByPing(request))
}

/** A question for the DHCP server: is `address` used by somebody else than the client with this hardware address? */
export function createAddressProbe(
  interfaceName: string,
): (address: string, hardwareAddress: string) => Promise<boolean> {
  return async (address, hardwareAddress) => {
    const use = await probeAddress({ interfaceName, address })
    // The client itself may still answer at the address that it had before.
    return use.kind === 'in-use' && use.mac !== hardwareAddress
  }
}

/**
 * arping of iputils, of busybox and of T. Habets all end with 0 after an answer and 1 without; null
 * when it is missing or may not open its socket.
 */
async function askByArping(request: AddressProbeRequest): Promise<AddressUse | null> {
  const { interfaceName, address, run = runCommand } = request
  const args = ['-c', '1', '-w', '1', '-I', interfaceName, address]
  const result = await run('arping', args, commandLimitMs)
  if (result.kind !== 'exited') return null
  if (result.code === 0) return { kind: 'in-use', mac: findMac(result.stdout) }
  const asked = result.code === 1 && /(Sent|ARPING) /.test(result.stdout)
  return asked ? { kind: 'free' } : null
}

async function askByPing(request: AddressProbeRequest): Promise<AddressUse> {
  const { interfaceName, address, run = runCommand } = request
  const neighbour = ['neighbour', 'show', 'to', address, 'dev', interfaceName]
  const ping = ['-n', '-c', '1', '-W', '1', '-I', interfaceName, address]
  const pinged = await run('ping', ping, commandLimitMs)
  const table = await run('ip', neighbour, commandLimitMs)
  const entry = table.kind === 'exited' && table.code === 0 ? table.stdout : ''
  if (pinged.kind === 'exited' && pinged.code === 0) return { kind: 'in-use', mac: findMac(entry) }
  // A firewall may drop the ping, but the ARP answer before it made the entry REACHABLE.
  if (/\b(REACHABLE|PERMANENT)\b/.test(entry)) return { kind: 'in-use', mac: findMac(entry) }
  // ping ends with 1 when it could ask and got no answer, and an older entry does not tell.
  const asked = pinged.kind === 'exited' && pinged.code === 1
  if (asked && !/\b(STALE|DELAY|PROBE)\b/.test(entry)) return { kind: 'free' }
  return { kind: 'unknown', message: unknownMessage(request, asked) }
}

function unknownMessage({ address, interfaceName }: AddressProbeRequest, asked: boolean): string {
  const why = asked
    ? 'it was used a short time ago and does not answer now'
    : 'neither arping nor ping could ask'
  return `It is not known whether ${address} is in use on ${interfaceName}: ${why}. Install arping (Debian: iputils-arping) for a sure answer.`
}

function findMac(text: string): string | null {
  return /\b([0-9a-f]{2}:){5}[0-9a-f]{2}\b/i.exec(text)?.[0].toLowerCase() ?? null
}
