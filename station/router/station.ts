import { implement } from '@orpc/server'
import { contract } from '../../contract/contract.ts'
import type { Station } from '../station.ts'

export function createStationRouter(station: Station) {
  const os = implement(contract.station)
  return os.router({
    snapshot: os.snapshot.handler(() => station.snapshot()),
    watch: os.watch.handler(({ signal }) =>
      station.changes.follow(
        () => ({ kind: 'snapshot', snapshot: station.snapshot() }),
        signal ?? new AbortController().signal,
      ),
    ),
    watchGroups: os.watchGroups.handler(({ signal }) =>
      station.changes.followGroups(
        () => ({ kind: 'snapshot', snapshot: station.snapshot() }),
        signal ?? new AbortController().signal,
      ),
    ),
    dismissWarning: os.dismissWarning.handler(({ input }) => station.warnings.dismiss(input.id)),
    ping: os.ping.handler(() => undefined),
  })
}
