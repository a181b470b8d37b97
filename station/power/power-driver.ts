import type { Refusal } from '../../contract/errors.ts'
import type { PowerPort } from '../../contract/power.ts'

/** A port as its driver sees it; the rest of it is known by the part that gathers them. */
export type DriverPort = Pick<PowerPort, 'id' | 'name' | 'usbPath' | 'state'>

/** Why ports can't be seen or switched, as a code that begins with `power-` and a sentence. */
export type PowerNotice = { readonly code: string; readonly message: string }

export type DriverPorts = {
  readonly ports: readonly DriverPort[]
  readonly notices: readonly PowerNotice[]
}

export type PowerTarget = 'on' | 'off'

/**
 * One kind of hardware that switches power. What isn't there has no ports and, where a person could do something about it, a notice.
 * Its two functions are never called at the same time.
 */
export type PowerDriver = {
  list(): Promise<DriverPorts>
  /** Switches one of its ports and reads back that it did; null then. */
  set(id: string, to: PowerTarget): Promise<Refusal | null>
}

/** Nothing of this kind is here. */
export const noPorts: DriverPorts = { ports: [], notices: [] }
