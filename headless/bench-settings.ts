import { isIPv4 } from 'node:net'
import { defaultSettings, type Settings } from '../contract/settings.ts'
import type { Reservation } from '../station/protocols/dhcp/lease-table.ts'
import { UsageError } from './command.ts'
import { parseNumber } from './parse-arguments.ts'

/** The options of `serve` that say where and how boards are served, as text; those not given are as the settings say. */
export type BenchOptions = {
  readonly interface?: string
  readonly address?: string
  readonly range?: string
  readonly reserve?: readonly string[]
  readonly dhcp?: string
  readonly 'lease-seconds'?: string
  readonly 'http-port'?: string
  readonly 'keep-address'?: boolean
  readonly internet?: boolean
  readonly names?: boolean
  readonly ipv6?: boolean
}

/** What the command line says about the bench, for this run only. */
export type BenchForThisRun = {
  readonly settings: Partial<Settings>
  readonly reservations: readonly Reservation[]
}

/** Reads the options of `serve`; throws a UsageError that says which one is wrong and how it should look. */
export function readBench(options: BenchOptions): BenchForThisRun {
  const { dhcp } = options
  return {
    settings: {
      ...given('interfaceName', options.interface),
      ...readAddress(options),
      ...(dhcp === undefined ? {} : { dhcp: readDhcpMode(dhcp) }),
      ...given('leaseSeconds', readNumber(options, 'lease-seconds', 120, 604_800)),
      ...given('httpPort', readHttpPort(options)),
      ...(options['keep-address'] === true ? { assignAddress: false } : {}),
      ...given('internetForBoards', options.internet),
      ...given('namesForBoards', options.names),
      ...given('ipv6', options.ipv6),
    },
    reservations: (options.reserve ?? []).map(readReservation),
  }
}

function given<Name extends keyof Settings>(
  name: Name,
  value: Settings[Name] | undefined,
): Partial<Settings> {
  return value === undefined ? {} : { [name]: value }
}

/** An address without a range brings its own range with it: the stored one belongs to another network. */
function readAddress({ address: text, range }: BenchOptions): Partial<Settings> {
  if (text === undefined) return range === undefined ? {} : toRange(readRange(range))
  const [address = '', prefix = '24'] = text.split('/')
  if (!isIPv4(address))
    throw new UsageError(`--address must look like 10.20.50.1/24, not "${text}".`)
  const prefixLength = parseNumber(prefix, 'The number behind the slash of --address', 8, 30)
  const ends = range === undefined ? defaultRange(address, prefixLength) : readRange(range)
  return { address, prefixLength, ...toRange(ends) }
}

type Range = { readonly first: string; readonly last: string }

function toRange({ first, last }: Range): Partial<Settings> {
  return { rangeFirst: first, rangeLast: last }
}

function readNumber(
  options: BenchOptions,
  name: 'lease-seconds' | 'http-port',
  least: number,
  most: number,
): number | undefined {
  const text = options[name]
  return text === undefined ? undefined : parseNumber(text, `--${name}`, least, most)
}

function readHttpPort(options: BenchOptions): number | undefined {
  const port = readNumber(options, 'http-port', 80, 65_535)
  if (port === undefined || port === 80 || port >= 1024) return port
  throw new UsageError(`--http-port must be 80, or 1024 and up, not ${port}.`)
}

function readDhcpMode(text: string): Settings['dhcp'] {
  if (text === 'server' || text === 'proxy' || text === 'off') return text
  throw new UsageError(`--dhcp must be server, proxy or off, not "${text}".`)
}

function readRange(text: string): Range {
  const [first = '', last = ''] = text.split('-')
  if (isIPv4(first) && isIPv4(last)) return { first, last }
  throw new UsageError(`--range must look like 10.20.50.100-10.20.50.200, not "${text}".`)
}

/** .100 to .200 of the station's own /24; in a smaller network, all addresses behind the station's. */
function defaultRange(address: string, prefixLength: number): Range {
  const { rangeFirst, rangeLast } = defaultSettings
  if (prefixLength <= 24) {
    const start = address.split('.').slice(0, 3).join('.')
    const last = (end: string): string => `${start}.${end.split('.')[3]}`
    return { first: last(rangeFirst), last: last(rangeLast) }
  }
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  const broadcast = Math.floor(number / 2 ** (32 - prefixLength) + 1) * 2 ** (32 - prefixLength) - 1
  return { first: toAddress(number + 1), last: toAddress(broadcast - 1) }
}

function toAddress(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.')
}

function readReservation(text: string): Reservation {
  const [mac = '', address = ''] = text.toLowerCase().split('=')
  if (/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(mac) && isIPv4(address)) {
    return { hardwareAddress: mac, address }
  }
  throw new UsageError(`--reserve must look like dc:a6:32:01:02:03=10.20.50.20, not "${text}".`)
}
