import type { Attachments } from '../contract/attachments.ts'
import type { StationClient } from './station-client.ts'

/** What is plugged into the station's computer now: the stream begins with all that is known. */
export async function currentAttachments(client: StationClient): Promise<Attachments> {
  const end = new AbortController()
  try {
    const stream = await client.attachments.watch(undefined, { signal: end.signal })
    for await (const attachments of stream) return attachments
    throw new Error('the station ended before it told what is plugged in')
  } finally {
    end.abort()
  }
}
