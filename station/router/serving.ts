import { implement } from '@orpc/server'
import { contract } from '../../contract/contract.ts'
import type { Station } from '../station.ts'

export function createServingRouter(station: Station) {
  const os = implement(contract.serving)
  void station
  return os.router({
    ports: os.ports.handler(() => {
      throw new Error('serving.ports is not built yet')
    }),
    plan: os.plan.handler(() => {
      throw new Error('serving.plan is not built yet')
    }),
    start: os.start.handler(() => {
      throw new Error('serving.start is not built yet')
    }),
    stop: os.stop.handler(() => {
      throw new Error('serving.stop is not built yet')
    }),
  })
}
