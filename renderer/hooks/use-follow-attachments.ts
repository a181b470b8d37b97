import { useEffect } from 'react'
import { toast } from 'sonner'
import { errorMessage } from '../api/error-message.ts'
import { station } from '../api/station.ts'
import { putAttachments } from '../stores/attachments.ts'
import { useConnection } from '../stores/connection.ts'

/** Keeps the store of attachments filled for as long as the interface is there; anew after a lost connection. */
export function useFollowAttachments(): void {
  const live = useConnection(({ connection }) => connection.kind === 'live')
  useEffect(() => {
    if (!live) return
    const abort = new AbortController()
    follow(abort.signal)
    return () => abort.abort()
  }, [live])
}

async function follow(signal: AbortSignal): Promise<void> {
  try {
    for await (const attachments of await station().attachments.watch(undefined, { signal })) {
      if (signal.aborted) return
      putAttachments(attachments)
    }
  } catch (error) {
    // A lost connection is told by the connection bar, and the stream is asked for again with the next one.
    const isLive = useConnection.getState().connection.kind === 'live'
    if (!signal.aborted && isLive) toast.error(errorMessage(error))
  }
}
