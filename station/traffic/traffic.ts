import type { BenchSockets } from '../platform/bench-sockets.ts'
import type { ForeignDhcpAnswer } from '../platform/foreign-dhcp.ts'
import type { TftpEvent } from '../protocols/tftp/event.ts'
import { dhcpObservation } from './dhcp-entry.ts'
import { createTrafficRecorder, type RecorderOptions, type TrafficRecorder } from './recorder.ts'
import { type TapOptions, tapSockets, tftpPort } from './tap-sockets.ts'
import { tftpEventObservation } from './tftp-entry.ts'

/** The recorder, and where it listens. */
export type Traffic = TrafficRecorder & {
  /** The sockets of a bench with everything that goes through them recorded; `address` is the station's own. */
  tap(sockets: BenchSockets, address: string): BenchSockets
  /** Takes in what the TFTP server tells. */
  tftpEvent(event: TftpEvent): void
  /** Takes in an offer of another DHCP server that our search for one got. */
  foreignAnswer(answer: ForeignDhcpAnswer): void
}

/** Where answers to a search for other servers arrive: a client without an address (RFC 2131 section 4.1). */
const searcher = { address: '255.255.255.255', port: 68 }

/** Makes the recorder of a station. It remembers over starts and stops of serving. */
export function createTraffic(
  options: RecorderOptions & Pick<TapOptions, 'boardOfAuthorization'>,
): Traffic {
  const recorder = createTrafficRecorder(options)
  let ownAddress = '0.0.0.0'
  return {
    ...recorder,
    tap: (sockets, address) => {
      ownAddress = address
      return tapSockets(sockets, { ...options, recorder, address })
    },
    tftpEvent: (event) => {
      const observation = tftpEventObservation(event, { address: ownAddress, port: tftpPort })
      if (observation !== null) recorder.record(observation)
    },
    foreignAnswer: ({ bytes, sender }) => {
      const { address, port } = sender
      const remote = { address, port }
      recorder.record(dhcpObservation({ direction: 'received', bytes, local: searcher, remote }))
    },
  }
}
