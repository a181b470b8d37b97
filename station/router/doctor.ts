import { implement } from '@orpc/server'
import { contract } from '../../contract/contract.ts'
import type { Refusal } from '../../contract/errors.ts'
import type { Station } from '../station.ts'
import { type Errors, refused } from './answers.ts'

export function createDoctorRouter({ doctor, audit }: Station) {
  const os = implement(contract.doctor)
  return os.router({
    examine: os.examine.handler(() => doctor.examine()),
    fix: os.fix.handler(async ({ input, errors }) => {
      audit('doctor-fix', input.id)
      return orThrow(errors, await doctor.fix(input.id))
    }),
    undo: os.undo.handler(async ({ input, errors }) => {
      audit('doctor-undo', input.id)
      return orThrow(errors, await doctor.undo(input.id))
    }),
  })
}

function orThrow<Value>(errors: Errors, result: Value[] | Refusal): Value[] {
  if (Array.isArray(result)) return result
  throw refused(errors, result)
}
