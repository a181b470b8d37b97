import { implement } from '@orpc/server'
import { contract } from '../../contract/contract.ts'
import type { Station } from '../station.ts'

export function createConsolesRouter(_station: Station) {
  const os = implement(contract.consoles)
  return os.router({
    open: os.open.handler(() => {
      throw new Error('consoles.open is not built yet')
    }),
    close: os.close.handler(() => {
      throw new Error('consoles.close is not built yet')
    }),
    setBaud: os.setBaud.handler(() => {
      throw new Error('consoles.setBaud is not built yet')
    }),
    setReadOnly: os.setReadOnly.handler(() => {
      throw new Error('consoles.setReadOnly is not built yet')
    }),
    follow: os.follow.handler(() => {
      throw new Error('consoles.follow is not built yet')
    }),
    type: os.type.handler(() => {
      throw new Error('consoles.type is not built yet')
    }),
    search: os.search.handler(() => {
      throw new Error('consoles.search is not built yet')
    }),
    transcript: os.transcript.handler(() => {
      throw new Error('consoles.transcript is not built yet')
    }),
  })
}
