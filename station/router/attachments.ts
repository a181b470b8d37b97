import { implement } from '@orpc/server'
import { contract } from '../../contract/contract.ts'
import type { Station } from '../station.ts'

export function createAttachmentsRouter(station: Station) {
  const os = implement(contract.attachments)
  return os.router({
    watch: os.watch.handler(({ signal }) =>
      station.attachments.follow(signal ?? new AbortController().signal),
    ),
  })
}
