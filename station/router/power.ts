import { implement } from '@orpc/server'
import { contract } from '../../contract/contract.ts'
import type { Station } from '../station.ts'
import { accepted, boardOf, type Errors } from './answers.ts'

export function createPowerRouter(station: Station) {
  const os = implement(contract.power)
  const { power } = station.attached
  return os.router({
    set: os.set.handler(async ({ input, errors }) => {
      const result = await power.set(input.id, input.action, input.evenThoughJob)
      if (result === undefined) throw noPort(input.id, errors)
      return accepted(errors, result).port
    }),
    assign: os.assign.handler(({ input, errors }) => {
      if (input.boardId !== null) boardOf(station, input.boardId, errors)
      const result = power.assign(input.id, input.boardId)
      if (result === undefined) throw noPort(input.id, errors)
      return accepted(errors, result).port
    }),
  })
}

function noPort(id: string, errors: Errors): Error {
  return errors.NOT_FOUND({
    message: `There is no power port ${id}. Its hub or board may have been unplugged; look at the list of power ports.`,
    data: { code: 'power-port-unknown' },
  })
}
