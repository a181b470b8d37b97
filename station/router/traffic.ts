import { implement } from '@orpc/server'
import { contract } from '../../contract/contract.ts'
import type { Station } from '../station.ts'

export function createTrafficRouter({ traffic }: Station) {
  const os = implement(contract.traffic)
  return os.router({
    watch: os.watch.handler(({ input, signal }) =>
      traffic.follow(input.boardId, signal ?? new AbortController().signal),
    ),
    export: os.export.handler(() => {
      throw new Error('traffic.export is not built yet')
    }),
  })
}
