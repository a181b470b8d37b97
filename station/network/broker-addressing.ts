import { type HoldOptions, holdInterface } from '../platform/broker-hold.ts'
import { planLinuxPort } from './linux-port-plan.ts'
import type { PortAddressing } from './port-addressing.ts'

/**
 * Linux: the broker switches the port on, puts the addresses on it and translates addresses, and takes all of it back
 * when it is told to or when the station ends in whatever way (native/README.md, verb `hold`).
 */
export function createBrokerAddressing(
  brokerPath: string,
  onLost: (message: string) => void,
): PortAddressing {
  return {
    plan: async (request) => planLinuxPort(request),
    hold: async ({ interfaceName, address, prefixLength, peer, address6, internetThrough }) => {
      const options: HoldOptions = {
        brokerPath,
        interfaceName,
        address: { address, prefixLength },
        ...(peer === undefined ? {} : { peer }),
        ...(address6 === null ? {} : { address6 }),
        ...(internetThrough === null ? {} : { internetThrough }),
      }
      const held = await holdInterface(options)
      if (held.kind === 'refused') return held
      let isReleasing = false
      void held.ended.then((end) => {
        if (isReleasing) return
        const why = end.kind === 'refused' ? `: ${end.message}` : ''
        onLost(
          `The broker that held ${interfaceName} has ended${why}. What it had put on the port is gone, so boards can't reach the station. Start to serve again.`,
        )
      })
      return {
        kind: 'held',
        release: () => {
          isReleasing = true
          return held.release()
        },
      }
    },
  }
}
