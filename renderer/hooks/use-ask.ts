import { useState } from 'react'
import { toast } from 'sonner'
import type { StationClient } from '../api/client.ts'
import { errorWords } from '../api/error-message.ts'
import { station } from '../api/station.ts'
import type { StationWords } from '../text/station-words.ts'

export type Asking = {
  readonly pending: boolean
  /** Why the station refused, to be shown in the dialog; null when it did not. */
  readonly refusal: StationWords | null
  readonly ask: (request: (client: StationClient) => Promise<unknown>, success?: string) => void
}

/** Asks the station for a dialog: closes it on success, keeps the refusal to show inside it. */
export function useAsk(onDone: () => void): Asking {
  const [pending, setPending] = useState(false)
  const [refusal, setRefusal] = useState<StationWords | null>(null)
  async function ask(request: (client: StationClient) => Promise<unknown>, success?: string) {
    setPending(true)
    setRefusal(null)
    try {
      await request(station())
      if (success) toast.success(success)
      onDone()
    } catch (error) {
      setRefusal(errorWords(error))
    } finally {
      setPending(false)
    }
  }
  return { pending, refusal, ask }
}
