import { isIPv4 } from 'node:net'
import type { BenchSettings } from '../station/serving.ts'
import { UsageError } from './command.ts'
import { parseNumber } from './parse-arguments.ts'

/** The options of `serve` that say where and how boards are served, as text. */
export type BenchOptions = {
  readonly interface: string
  readonly address: string
  readonly range?: string
  readonly reserve?: readonly string[]
  readonly dhcp: string
  readonly 'lease-seconds': string
  readonly 'http-port': string
  readonly 'keep-address'?: boolean
}

/** The C programs that serving needs, by their paths. */
export type BenchPrograms = { readonly brokerPath: string; readonly moverPath: string }

/** Reads the options of `serve`; throws a UsageError that says which one is wrong and how it should look. */
export function readBench(options: BenchOptions, programs: BenchPrograms): BenchSettings {
  const [address = '', prefix = '24'] = options.address.split('/')
  if (!isIPv4(address))
    throw new UsageError(`--address must look like 10.20.50.1/24, not "${options.address}".`)
  const prefixLength = parseNumber(prefix, 'The number behind the slash of --address', 8, 30)
  return {
    place: {
      kind: 'interface',
      interfaceName: options.interface,
      address,
      httpPort: readHttpPort(options['http-port']),
      ...programs,
    },
    prefixLength,
    range: readRange(options.range, address, prefixLength),
    reservations: (options.reserve ?? []).map(readReservation),
    dhcp: readDhcpMode(options.dhcp),
    leaseSeconds: parseNumber(options['lease-seconds'], '--lease-seconds', 60, 604_800),
    assignAddress: options['keep-address'] !== true,
  }
}

function readHttpPort(text: string): number {
  const port = parseNumber(text, '--http-port', 80, 65_535)
  if (port === 80 || port >= 1024) return port
  throw new UsageError(`--http-port must be 80, or 1024 and up, not ${port}.`)
}

function readDhcpMode(text: string): BenchSettings['dhcp'] {
  if (text === 'server' || text === 'proxy' || text === 'off') return text
  throw new UsageError(`--dhcp must be server, proxy or off, not "${text}".`)
}

function readRange(
  text: string | undefined,
  address: string,
  prefixLength: number,
): BenchSettings['range'] {
  if (text === undefined) return defaultRange(address, prefixLength)
  const [first = '', last = ''] = text.split('-')
  if (isIPv4(first) && isIPv4(last)) return { first, last }
  throw new UsageError(`--range must look like 10.20.50.100-10.20.50.200, not "${text}".`)
}

/** .100 to .200 of the station's own /24; in a smaller network, all addresses behind the station's. */
function defaultRange(address: string, prefixLength: number): BenchSettings['range'] {
  if (prefixLength <= 24) {
    const start = address.split('.').slice(0, 3).join('.')
    return { first: `${start}.100`, last: `${start}.200` }
  }
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  const broadcast = Math.floor(number / 2 ** (32 - prefixLength) + 1) * 2 ** (32 - prefixLength) - 1
  return { first: toAddress(number + 1), last: toAddress(broadcast - 1) }
}

function toAddress(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.')
}

function readReservation(text: string): BenchSettings['reservations'][number] {
  const [mac = '', address = ''] = text.toLowerCase().split('=')
  if (/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(mac) && isIPv4(address)) {
    return { hardwareAddress: mac, address }
  }
  throw new UsageError(`--reserve must look like dc:a6:32:01:02:03=10.20.50.20, not "${text}".`)
}
