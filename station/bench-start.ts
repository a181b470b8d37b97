import type { Refusal } from '../contract/errors.ts'
import type { PlanStep } from '../contract/settings.ts'
import type { Serving } from '../contract/station-event.ts'
import {
  type BenchPrograms,
  type BenchSettings,
  benchOfSettings,
} from './network/bench-settings.ts'
import type { PortAddressing } from './network/port-addressing.ts'
import { portRequestOf } from './network/port-request.ts'
import { planServingSteps } from './network/serving-plan.ts'
import type { SettingsKeeper } from './network/settings.ts'
import { checkSettings } from './network/settings-check.ts'
import { listNetworkInterfaces } from './platform/network-interfaces.ts'
import type { Reservation } from './protocols/dhcp/lease-table.ts'
import { noPortChosen, type ServingControl } from './serving-control.ts'

/** Starts to serve as the settings say. */
export type BenchStart = {
  /** What `start` would change on this computer; refused where it could not start at all. */
  plan(): Promise<PlanStep[] | Refusal>
  start(): Promise<Serving>
  /** Serves a bench that no settings describe (simulated boards); `start` means this one from then on. */
  serveGiven(bench: BenchSettings): Promise<Serving>
}

export function createBenchStart(options: {
  readonly settings: SettingsKeeper
  readonly programs: BenchPrograms
  readonly reservations: readonly Reservation[]
  readonly simulated: boolean
  readonly addressing: PortAddressing
  readonly uniqueLocalAddress: string
  readonly control: ServingControl
}): BenchStart {
  const { settings, control } = options
  let given: BenchSettings | null = null
  const wanted = (): BenchSettings | Refusal => {
    if (given !== null) return given
    const now = settings.current()
    return (
      checkSettings(now) ??
      benchOfSettings(now, options.programs, options.reservations) ??
      noPortChosen()
    )
  }
  return {
    plan: async () => {
      const bench = wanted()
      if ('kind' in bench) return bench
      const { place } = bench
      if (place.kind === 'loopback') return []
      const list = await listNetworkInterfaces()
      const interfaces = list.kind === 'ok' ? list.interfaces : []
      const wish = portRequestOf(bench, place.interfaceName, interfaces, options.uniqueLocalAddress)
      if (wish.kind === 'refused') return wish
      return [
        ...(wish.request === null ? [] : await options.addressing.plan(wish.request)),
        ...planServingSteps(bench, place.interfaceName),
      ]
    },
    start: async () => {
      const bench = wanted()
      return 'kind' in bench ? control.refuse(bench) : control.serve(bench)
    },
    serveGiven: (bench) => {
      if (options.simulated) given = bench
      return control.serve(bench)
    },
  }
}
