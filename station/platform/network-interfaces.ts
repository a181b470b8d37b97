import { readFile } from 'node:fs/promises'
import { type CommandResult, type RunCommand, runCommand } from './run-command.ts'

export interface InterfaceAddress {
  readonly family: 'ipv4' | 'ipv6'
  readonly address: string
  readonly prefixLength: number
}

export interface NetworkInterface {
  readonly name: string
  /** Lower case with colons; null where there is none (tunnels). */
  readonly mac: string | null
  readonly addresses: readonly InterfaceAddress[]
  /** Switched on by the computer, with or without a cable. */
  readonly isUp: boolean
  /** A cable (or radio link) with something alive at the other end. */
  readonly hasLink: boolean
  /** Null when unknown, as without a link or on virtual interfaces. */
  readonly speedMbps: number | null
  /** Traffic for the internet, or for half of it as VPNs do, leaves here. */
  readonly hasDefaultRoute: boolean
  readonly isLoopback: boolean
  readonly isWireless: boolean
  /** No hardware behind it: bridges, tunnels, containers' cables. */
  readonly isVirtual: boolean
}

/** Where the facts come from; tests give recordings. A file that is not there is null. */
export interface InterfaceSources {
  readonly run: RunCommand
  readonly readText: (path: string) => Promise<string | null>
}

export type InterfaceList =
  | { readonly kind: 'ok'; readonly interfaces: readonly NetworkInterface[] }
  | { readonly kind: 'failed'; readonly message: string }

const systemSources: InterfaceSources = { run: runCommand, readText: readTextIfThere }
const listLimitMs = 5000

/**
 * All network interfaces of this Linux computer, also those without address, cable or power.
 * (os.networkInterfaces() shows only running ones, and the spare port is often not.)
 */
export async function listNetworkInterfaces(
  sources: InterfaceSources = systemSources,
): Promise<InterfaceList> {
  const result = await sources.run('ip', ['-json', 'address', 'show'], listLimitMs)
  const links = result.kind === 'exited' && result.code === 0 ? parseIpAddress(result.stdout) : null
  if (links === null) return { kind: 'failed', message: describeIpFailure(result) }
  const routed = new Set([
    ...parseIpv4DefaultRoutes((await sources.readText('/proc/net/route')) ?? ''),
    ...parseIpv6DefaultRoutes((await sources.readText('/proc/net/ipv6_route')) ?? ''),
  ])
  const interfaces = await Promise.all(
    links.map(async (link) => ({
      ...link,
      ...(await readSysfs(link.name, sources)),
      hasDefaultRoute: routed.has(link.name),
    })),
  )
  return { kind: 'ok', interfaces }
}

type Link = Pick<NetworkInterface, 'name' | 'mac' | 'addresses' | 'isUp' | 'hasLink' | 'isLoopback'>

/** Reads the output of `ip -json address show`; null when it is something else. */
export function parseIpAddress(text: string): readonly Link[] | null {
  const entries = parseJson(text)
  if (!Array.isArray(entries)) return null
  return entries.filter(isRecord).flatMap((entry) => {
    const flags = Array.isArray(entry.flags) ? entry.flags : []
    // iproute2 prints an empty object for entries that a filter left out.
    if (typeof entry.ifname !== 'string') return []
    const isLoopback = flags.includes('LOOPBACK')
    const mac = typeof entry.address === 'string' && !isLoopback ? entry.address : null
    return {
      name: entry.ifname,
      mac: mac !== null && /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(mac) ? mac : null,
      addresses: parseAddresses(entry.addr_info),
      isUp: flags.includes('UP'),
      hasLink: flags.includes('LOWER_UP'),
      isLoopback,
    }
  })
}

function parseAddresses(value: unknown): InterfaceAddress[] {
  if (!Array.isArray(value)) return []
  return value.filter(isRecord).flatMap((entry) => {
    if (typeof entry.local !== 'string' || typeof entry.prefixlen !== 'number') return []
    const family = entry.family === 'inet' ? 'ipv4' : 'ipv6'
    return { family, address: entry.local, prefixLength: entry.prefixlen }
  })
}

/**
 * Names of interfaces in /proc/net/route with a route to everything (0.0.0.0/0) or to a half of
 * it (/1, the way VPNs override the default). Columns: Iface Destination Gateway Flags RefCnt Use
 * Metric Mask; numbers in hexadecimal, addresses in host byte order (little-endian).
 */
export function parseIpv4DefaultRoutes(text: string): readonly string[] {
  const routeIsUp = 0x1
  return rows(text).flatMap(([name, , , flags, , , , mask]) => {
    const isWide = mask === '00000000' || mask === '00000080'
    return name && isWide && Number.parseInt(flags ?? '', 16) & routeIsUp ? [name] : []
  })
}

/**
 * The same from /proc/net/ipv6_route. Columns: destination, prefix length, source, its length,
 * next hop, metric, references, use, flags, interface.
 */
export function parseIpv6DefaultRoutes(text: string): readonly string[] {
  const routeIsUp = 0x1
  const routeRejects = 0x200
  return rows(text).flatMap(([, prefixLength, , , , , , , flagText, name]) => {
    const flags = Number.parseInt(flagText ?? '', 16)
    const isUsed = (flags & routeIsUp) !== 0 && (flags & routeRejects) === 0
    return name && name !== 'lo' && prefixLength === '00' && isUsed ? [name] : []
  })
}

async function readSysfs(name: string, sources: InterfaceSources) {
  const folder = `/sys/class/net/${name}`
  const [speed, deviceEvent, uevent] = await Promise.all([
    sources.readText(`${folder}/speed`),
    sources.readText(`${folder}/device/uevent`),
    sources.readText(`${folder}/uevent`),
  ])
  const speedMbps = Number.parseInt(speed ?? '', 10)
  return {
    // -1 without a link; veth and tun devices name an invented 10000.
    speedMbps: speedMbps > 0 && deviceEvent !== null ? speedMbps : null,
    isWireless: /^DEVTYPE=wlan$/m.test(uevent ?? ''),
    isVirtual: deviceEvent === null,
  }
}

async function readTextIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    // /sys answers EINVAL for the speed of a port without a cable, and has no device for a bridge.
    return null
  }
}

function describeIpFailure(result: CommandResult): string {
  const next = 'the network ports cannot be listed; install iproute2 (Linux only) and try again'
  switch (result.kind) {
    case 'not-installed':
      return `the command 'ip' is not installed: ${next}`
    case 'timed-out':
      return `the command 'ip' did not answer within ${listLimitMs} ms: ${next}`
    case 'failed':
      return `the command 'ip' failed (${result.message}): ${next}`
    case 'exited':
      return `the command 'ip -json address' gave no list (exit code ${result.code}, ${result.stderr.trim()}): ${next}`
  }
}

function rows(text: string): string[][] {
  return text.split('\n').map((line) => line.trim().split(/\s+/))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
