import { implement } from '@orpc/server'
import type { Batch } from '../../contract/batch.ts'
import { contract } from '../../contract/contract.ts'
import type { Station } from '../station.ts'
import { imageOf, refused } from './answers.ts'

export function createBatchRouter(station: Station) {
  const os = implement(contract.batch)
  const { batch } = station
  return os.router({
    start: os.start.handler(({ input, errors }): Batch => {
      const started = batch.start(input, imageOf(station, input.imageId, errors))
      if ('kind' in started) throw refused(errors, started)
      return started
    }),
    stop: os.stop.handler(() => batch.stop()),
    dismiss: os.dismiss.handler(() => batch.dismiss()),
  })
}
