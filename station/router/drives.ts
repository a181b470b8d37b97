import { implement } from '@orpc/server'
import { contract } from '../../contract/contract.ts'
import type { Station } from '../station.ts'

export function createDrivesRouter(_station: Station) {
  const os = implement(contract.drives)
  return os.router({
    deploy: os.deploy.handler(() => {
      throw new Error('drives.deploy is not built yet')
    }),
    backup: os.backup.handler(() => {
      throw new Error('drives.backup is not built yet')
    }),
  })
}
