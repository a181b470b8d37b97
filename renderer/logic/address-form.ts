import type { Settings } from '../../contract/settings.ts'
import { ipv4Number, ipv4Text, networkOf } from './ipv4.ts'

/** The settings that are typed, as they stand in their fields. */
export type AddressForm = {
  readonly address: string
  readonly prefixLength: string
  readonly rangeFirst: string
  readonly rangeLast: string
  readonly leaseMinutes: string
  readonly httpPort: string
}

export type AddressField = keyof AddressForm

/** What is wrong with a field; each has its words (`settings.problem`). */
export type AddressProblem =
  | {
      readonly code: 'not-an-address' | 'address-unusable' | 'range-backwards' | 'address-in-range'
    }
  | { readonly code: 'prefix-length' | 'lease' | 'http-port' | 'range-too-large' }
  | { readonly code: 'address-is-edge'; readonly network: string }
  | { readonly code: 'range-outside'; readonly first: string; readonly last: string }

export type AddressProblems = { readonly [Field in AddressField]?: AddressProblem }

/** The numbers and addresses of a form without problems. */
export type AddressSettings = Pick<
  Settings,
  'address' | 'prefixLength' | 'rangeFirst' | 'rangeLast' | 'leaseSeconds' | 'httpPort'
>

export function formOf(settings: AddressSettings): AddressForm {
  const { address, prefixLength, rangeFirst, rangeLast, leaseSeconds, httpPort } = settings
  return {
    address,
    prefixLength: String(prefixLength),
    rangeFirst,
    rangeLast,
    leaseMinutes: String(Math.round((leaseSeconds / 60) * 100) / 100),
    httpPort: String(httpPort),
  }
}

export function settingsOf(form: AddressForm): AddressSettings {
  return {
    address: form.address.trim(),
    prefixLength: Number(form.prefixLength),
    rangeFirst: form.rangeFirst.trim(),
    rangeLast: form.rangeLast.trim(),
    leaseSeconds: Math.round(Number(form.leaseMinutes) * 60),
    httpPort: Number(form.httpPort),
  }
}

/**
 * What the station would refuse, beside the field that it is about. The station checks again, and its word counts
 * (station/network/settings-check.ts). The range only matters where the station gives out addresses.
 */
export function problemsOf(form: AddressForm, dhcp: Settings['dhcp']): AddressProblems {
  const ownProblem = addressProblem(form)
  const prefixProblem = isWhole(form.prefixLength, 8, 30)
    ? null
    : { code: 'prefix-length' as const }
  return {
    ...found('address', ownProblem),
    ...found('prefixLength', prefixProblem),
    ...(dhcp === 'server'
      ? rangeProblems(form, ownProblem === null && prefixProblem === null)
      : {}),
    ...found('leaseMinutes', isLease(form.leaseMinutes) ? null : { code: 'lease' }),
    ...found('httpPort', isHttpPort(form.httpPort) ? null : { code: 'http-port' }),
  }
}

/** The usual range for a network: from .100 to .200 in a /24, its upper half otherwise. */
export function usualRange(
  form: AddressForm,
): Pick<AddressForm, 'rangeFirst' | 'rangeLast'> | null {
  const own = ipv4Number(form.address)
  if (own === null || !isWhole(form.prefixLength, 8, 30)) return null
  const { first, last } = networkOf(own, Number(form.prefixLength))
  const size = last - first + 1
  const middle = size === 256 ? first + 100 : Math.max(own + 1, first + size / 2)
  const begin = own >= middle ? own + 1 : middle
  const end = Math.min(size === 256 ? first + 200 : last - 1, begin + 65_535, last - 1)
  if (begin > end) return null
  return { rangeFirst: ipv4Text(begin), rangeLast: ipv4Text(end) }
}

function addressProblem({ address, prefixLength }: AddressForm): AddressProblem | null {
  const own = ipv4Number(address)
  if (own === null) return { code: 'not-an-address' }
  const firstPart = Math.floor(own / 2 ** 24)
  if (firstPart === 0 || firstPart === 127 || firstPart >= 224) return { code: 'address-unusable' }
  if (!isWhole(prefixLength, 8, 30)) return null
  const network = networkOf(own, Number(prefixLength))
  if (own !== network.first && own !== network.last) return null
  return { code: 'address-is-edge', network: `${ipv4Text(network.first)}/${prefixLength}` }
}

function rangeProblems(form: AddressForm, networkIsKnown: boolean): AddressProblems {
  const first = ipv4Number(form.rangeFirst)
  const last = ipv4Number(form.rangeLast)
  const own = ipv4Number(form.address)
  if (first === null || last === null) {
    return {
      ...found('rangeFirst', first === null ? { code: 'not-an-address' } : null),
      ...found('rangeLast', last === null ? { code: 'not-an-address' } : null),
    }
  }
  if (first > last) return { rangeLast: { code: 'range-backwards' } }
  if (!networkIsKnown || own === null) return {}
  const network = networkOf(own, Number(form.prefixLength))
  const outside = {
    code: 'range-outside' as const,
    first: ipv4Text(network.first + 1),
    last: ipv4Text(network.last - 1),
  }
  if (first < network.first || first > network.last) return { rangeFirst: outside }
  if (last < network.first || last > network.last) return { rangeLast: outside }
  if (own >= first && own <= last) return { rangeFirst: { code: 'address-in-range' } }
  return last - first >= 65_536 ? { rangeLast: { code: 'range-too-large' } } : {}
}

function found(field: AddressField, problem: AddressProblem | null): AddressProblems {
  return problem === null ? {} : { [field]: problem }
}

function isWhole(text: string, least: number, most: number): boolean {
  return /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most
}

/** Two minutes to a week. */
function isLease(text: string): boolean {
  const minutes = Number(text.trim() || Number.NaN)
  return minutes >= 2 && minutes <= 10_080
}

function isHttpPort(text: string): boolean {
  return text.trim() === '80' || isWhole(text, 1024, 65_535)
}
