import { implement } from '@orpc/server'
import { contract } from '../../contract/contract.ts'
import type { Station } from '../station.ts'
import { refused } from './answers.ts'

export function createDrivesRouter({ attached, audit }: Station) {
  const os = implement(contract.drives)
  return os.router({
    unmount: os.unmount.handler(async ({ input, errors }) => {
      audit('unmount-drive', input.id)
      const result = await attached.drives.unmount(input.id)
      if (result === undefined) {
        throw errors.NOT_FOUND({
          message: 'This drive is not plugged in any more. Plug it in again.',
          data: { code: 'drive-unknown' },
        })
      }
      if (result !== 'unmounted') throw refused(errors, result)
    }),
  })
}
