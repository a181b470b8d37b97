import { implement } from '@orpc/server'
import { contract } from '../../contract/contract.ts'
import type { Station } from '../station.ts'

export function createPowerRouter(_station: Station) {
  const os = implement(contract.power)
  return os.router({
    set: os.set.handler(() => {
      throw new Error('power.set is not built yet')
    }),
  })
}
