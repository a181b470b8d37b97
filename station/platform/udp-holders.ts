import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { type RunCommand, runCommand } from './run-command.ts'

/** A UDP socket of this computer that is bound to a port. */
export interface UdpHolder {
  readonly port: number
  /** The interface that it is bound to (SO_BINDTODEVICE); null for all. */
  readonly interfaceName: string | null
  /** `0.0.0.0`, `*` or `[::]` for all addresses. */
  readonly address: string
  /** Unknown where the program is another user's and we are not root. */
  readonly program: { readonly name: string; readonly processId: number } | null
}

const limitMs = 5000

/** Every bound UDP socket, as `ss` of iproute2 tells; null when that can't be asked. */
export async function listUdpHolders(run: RunCommand = runCommand): Promise<UdpHolder[] | null> {
  const result = await run('ss', ['-H', '-u', '-l', '-n', '-p'], limitMs)
  return result.kind === 'exited' && result.code === 0 ? parseUdpHolders(result.stdout) : null
}

/** Reads `ss -H -u -l -n -p`: state, two queue lengths, local and peer address, and the programs. */
export function parseUdpHolders(text: string): UdpHolder[] {
  return text.split('\n').flatMap((line) => {
    const [, , , local = '', , ...users] = line.trim().split(/\s+/)
    const place = /^(.*?)(?:%([^:\]]+)(\])?)?:(\d+)$/.exec(local)
    if (place === null) return []
    const user = /\("(.+?)",pid=(\d+)/.exec(users.join(' '))
    return [
      {
        port: Number(place[4]),
        interfaceName: place[2] ?? null,
        address: `${place[1]}${place[3] ?? ''}`,
        program: user === null ? null : { name: user[1] ?? '', processId: Number(user[2]) },
      },
    ]
  })
}

/** The systemd service that a process belongs to; null where there is none. */
export async function serviceOf(processId: number): Promise<string | null> {
  const text = await readFile(`/proc/${processId}/cgroup`, 'utf8').catch(() => '')
  return serviceInCgroup(text)
}

/** `0::/system.slice/dnsmasq.service` is `dnsmasq.service`; sessions and containers are none. */
export function serviceInCgroup(text: string): string | null {
  const path = text.split('\n').find((line) => line.startsWith('0::')) ?? ''
  const name = basename(path.slice('0::'.length))
  return /^[\w@:.\\-]+\.service$/.test(name) && path.startsWith('0::/system.slice/') ? name : null
}

/** The command line of a process, for telling whose dnsmasq it is; empty when it is gone. */
export async function commandLineOf(processId: number): Promise<string> {
  const text = await readFile(`/proc/${processId}/cmdline`, 'utf8').catch(() => '')
  return text.replaceAll('\0', ' ').trim()
}
