import { z } from 'zod'
import { createBrokerAddressing } from './network/broker-addressing.ts'
import { createNetshAddressing } from './network/netsh-addressing.ts'
import {
  createNetworkManagerAddressing,
  giveBackAll,
} from './network/network-manager-addressing.ts'
import { createNetworksetupAddressing } from './network/networksetup-addressing.ts'
import type { PortAddressing } from './network/port-addressing.ts'
import { openJsonFile } from './storage/json-file.ts'

/** How network ports are changed on this system. On Linux, what a killed station owes to NetworkManager is given back first. */
export function choosePortAddressing(options: {
  readonly platform: NodeJS.Platform
  readonly brokerPath: string
  /** Where ports are written down that were taken from NetworkManager. */
  readonly owedFile: string
  readonly onLost: (message: string) => void
  readonly log: (message: string) => void
}): PortAddressing {
  const { platform, log } = options
  if (platform === 'win32') return createNetshAddressing()
  if (platform === 'darwin') return createNetworksetupAddressing()
  const schema = z.array(z.string())
  const owed = openJsonFile({ path: options.owedFile, schema, orElse: [], log })
  if (owed.read().length > 0) {
    giveBackAll(owed)
      .then((refusals) => {
        for (const { message } of refusals) log(`station: ${message}`)
      })
      .catch((error: unknown) => log(`station: ${String(error)}`))
  }
  return createNetworkManagerAddressing(
    createBrokerAddressing(options.brokerPath, options.onLost),
    owed,
  )
}
