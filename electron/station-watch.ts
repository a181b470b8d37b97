import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import type { MessagePortMain } from 'electron'
import type { contract } from '../contract/contract.ts'
import type { StationEvent } from '../contract/station-event.ts'

/** The calls of the contract, from the main process. */
export type StationClient = ContractRouterClient<typeof contract>

export type StationWatch = {
  /** The calls while the station can be heard, else null. */
  client(): StationClient | null
  stop(): void
}

const gatherTime = 200

/**
 * Follows the station from the main process for as long as the app lives: when its process ends, the next one is followed.
 * Each stream begins with a snapshot, so nothing needs to be remembered.
 */
export function watchStation(options: {
  readonly openPort: () => Promise<MessagePortMain>
  /** In their order, in groups: two hundred busy boards cost the main process five updates a second, not two thousand. */
  readonly onEvents: (events: readonly StationEvent[]) => void
  readonly log: (message: string) => void
}): StationWatch {
  let client: StationClient | null = null
  let port: MessagePortMain | null = null
  let stopped = false
  let gathered: StationEvent[] = []

  const deliver = (): void => {
    const events = gathered
    gathered = []
    options.onEvents(events)
  }
  const gather = (event: StationEvent): void => {
    gathered.push(event)
    if (gathered.length === 1) setTimeout(deliver, gatherTime)
  }
  const followOnce = async (): Promise<void> => {
    port = await options.openPort()
    const next = clientOver(port)
    client = next
    for await (const event of await next.station.watch()) gather(event)
  }
  const follow = async (): Promise<void> => {
    while (!stopped) {
      try {
        await followOnce()
      } catch (error) {
        if (!stopped) options.log(`desktop: the station can't be heard: ${String(error)}`)
      }
      client = null
      // A dead station is waited for in openPort; this only keeps a station that refuses the stream from being asked all the time.
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
  }
  void follow()
  return {
    client: () => client,
    stop: () => {
      stopped = true
      port?.close()
    },
  }
}

function clientOver(port: MessagePortMain): StationClient {
  const link = new RPCLink({
    port: port as unknown as ConstructorParameters<typeof RPCLink>[0]['port'],
  })
  port.start()
  return createORPCClient(link)
}
