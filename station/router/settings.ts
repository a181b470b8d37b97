import { implement } from '@orpc/server'
import { contract } from '../../contract/contract.ts'
import type { Station } from '../station.ts'

export function createSettingsRouter(station: Station) {
  const os = implement(contract.settings)
  void station
  return os.router({
    get: os.get.handler(() => {
      throw new Error('settings.get is not built yet')
    }),
    change: os.change.handler(() => {
      throw new Error('settings.change is not built yet')
    }),
  })
}
