import { implement } from '@orpc/server'
import { contract } from '../../contract/contract.ts'
import type { Station } from '../station.ts'

export function createBatchRouter(station: Station) {
  const os = implement(contract.batch)
  void station
  return os.router({
    start: os.start.handler(() => {
      throw new Error('batch.start is not built yet')
    }),
    stop: os.stop.handler(() => {
      throw new Error('batch.stop is not built yet')
    }),
    dismiss: os.dismiss.handler(() => {
      throw new Error('batch.dismiss is not built yet')
    }),
  })
}
