import { useEffect, useRef, useState } from 'react'
import type { StationClient } from '../api/client.ts'
import { errorMessage } from '../api/error-message.ts'
import { station } from '../api/station.ts'
import { useConnection } from '../stores/connection.ts'

export type Answer<Value> =
  | { readonly kind: 'asking' }
  | { readonly kind: 'answered'; readonly value: Value }
  | { readonly kind: 'failed'; readonly message: string }

type Request<Value> = (station: StationClient, signal: AbortSignal) => Promise<Value>

/**
 * What the station answers to a question that a component shows. Asked again when `key` changes (which must name
 * everything that the request depends on) and when a lost connection is back; until then the last answer stays.
 */
export function useAnswer<Value>(key: string, request: Request<Value>): Answer<Value> {
  const live = useConnection(({ connection }) => connection.kind === 'live')
  const [answer, setAnswer] = useState<Answer<Value>>({ kind: 'asking' })
  const latest = useRef(request)
  latest.current = request
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the request
  useEffect(() => {
    if (!live) return
    const abort = new AbortController()
    askFor(latest.current, abort.signal).then((next) => {
      if (!abort.signal.aborted) setAnswer(next)
    })
    return () => abort.abort()
  }, [key, live])
  return answer
}

async function askFor<Value>(request: Request<Value>, signal: AbortSignal): Promise<Answer<Value>> {
  try {
    return { kind: 'answered', value: await request(station(), signal) }
  } catch (error) {
    return { kind: 'failed', message: errorMessage(error) }
  }
}
