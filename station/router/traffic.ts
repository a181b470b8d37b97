import { implement } from '@orpc/server'
import { contract } from '../../contract/contract.ts'
import type { Station } from '../station.ts'

export function createTrafficRouter(station: Station) {
  const os = implement(contract.traffic)
  void station
  return os.router({
    watch: os.watch.handler(() => {
      throw new Error('traffic.watch is not built yet')
    }),
    export: os.export.handler(() => {
      throw new Error('traffic.export is not built yet')
    }),
  })
}
