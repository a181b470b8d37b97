import { type Refusal, refusal } from '../contract/errors.ts'
import type { BenchSettings } from './network/bench-settings.ts'
import { foreignServerRefusal, searchForeignDhcp } from './network/foreign-dhcp-search.ts'
import type { HeldPort, PortAddressing } from './network/port-addressing.ts'
import { portRequestOf } from './network/port-request.ts'
import type { BenchPlace } from './platform/bench-sockets.ts'
import type { ForeignDhcpAnswer } from './platform/foreign-dhcp.ts'
import { listNetworkInterfaces } from './platform/network-interfaces.ts'
import { checkInterfaceForServing } from './platform/serving-check.ts'

/** What preparing a network port needs. */
export type PreparingParts = {
  readonly addressing: PortAddressing
  readonly uniqueLocalAddress: string
  readonly onWarning: (id: string, message: string) => void
  /** An offer of another DHCP server, as it came. */
  readonly onForeignAnswer: (answer: ForeignDhcpAnswer) => void
}

/** What the station repairs when it may assign the address. */
const repairable: readonly string[] = ['no-address', 'down']

/** Puts the address on the port and makes sure that serving there disturbs nobody; null when all is well. */
export async function prepareInterface(
  settings: BenchSettings,
  parts: PreparingParts,
  undo: (() => Promise<unknown>)[],
): Promise<Refusal | null> {
  const { place } = settings
  if (place.kind === 'loopback') return null
  // Look before touching: a port that must not be served is not given an address either.
  const early = await checkInterface(place, parts)
  if (early !== null && !(settings.assignAddress && repairable.includes(early.code))) return early
  const held = await holdPort(settings, parts, place.interfaceName)
  if (held?.kind === 'refused') return held
  if (held !== null) {
    undo.push(async () => {
      const released = await held.release()
      if (released.kind === 'refused') parts.onWarning('port-not-released', released.message)
    })
  }
  const late = await checkInterface(place, parts)
  if (late !== null || settings.dhcp !== 'server') return late
  return refuseForeign(place, parts)
}

async function refuseForeign(
  place: Extract<BenchPlace, { kind: 'interface' }>,
  parts: PreparingParts,
): Promise<Refusal | null> {
  const search = await searchForeignDhcp(place, undefined, parts.onForeignAnswer)
  if (search.kind === 'answered')
    return foreignServerRefusal(place.interfaceName, search.serverAddress)
  return search.kind === 'refused' ? search : null
}

async function holdPort(
  settings: BenchSettings,
  parts: PreparingParts,
  interfaceName: string,
): Promise<HeldPort | Refusal | null> {
  const list = await listNetworkInterfaces()
  if (list.kind === 'failed') return refusal('interfaces-unknown', list.message)
  const wish = portRequestOf(settings, interfaceName, list.interfaces, parts.uniqueLocalAddress)
  if (wish.kind === 'refused') return wish
  return wish.request === null ? null : parts.addressing.hold(wish.request)
}

async function checkInterface(
  { interfaceName, address }: Extract<BenchPlace, { kind: 'interface' }>,
  parts: PreparingParts,
): Promise<Refusal | null> {
  const list = await listNetworkInterfaces()
  if (list.kind === 'failed') return refusal('interfaces-unknown', list.message)
  const check = checkInterfaceForServing(list.interfaces, { interfaceName, address })
  if (check.kind === 'refused')
    return refusal(check.code, `${check.what} ${check.why} ${check.next}`)
  for (const warning of check.warnings) {
    parts.onWarning(warning.code, `${warning.what} ${warning.why} ${warning.next}`)
  }
  return null
}
