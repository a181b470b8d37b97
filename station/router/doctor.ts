import { implement } from '@orpc/server'
import { contract } from '../../contract/contract.ts'
import { examine } from '../doctor.ts'
import type { Station } from '../station.ts'

export function createDoctorRouter(station: Station) {
  const os = implement(contract.doctor)
  return os.router({
    examine: os.examine.handler(() => examine(station)),
    fix: os.fix.handler(() => {
      throw new Error('doctor.fix is not built yet')
    }),
    undo: os.undo.handler(() => {
      throw new Error('doctor.undo is not built yet')
    }),
  })
}
