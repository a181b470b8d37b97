import { useEffect, useRef } from 'react'
import type { ConsoleOutput } from '../../contract/console.ts'
import { errorMessage } from '../api/error-message.ts'
import { station } from '../api/station.ts'
import { useConnection } from '../stores/connection.ts'

type Listener = {
  readonly onOutput: (output: ConsoleOutput) => void
  /** Why nothing comes any more. */
  readonly onFailure: (reason: string) => void
}

/** Follows the output of one line (null: of none) for as long as the component is there; anew after a lost connection. */
export function useConsoleOutput(id: string | null, listener: Listener): void {
  const live = useConnection(({ connection }) => connection.kind === 'live')
  const latest = useRef(listener)
  latest.current = listener
  useEffect(() => {
    if (!live || id === null) return
    const abort = new AbortController()
    let isOver = false
    const take = (output: ConsoleOutput): void => {
      if (!isOver) latest.current.onOutput(output)
    }
    follow(id, abort.signal, take).then((failure) => {
      if (failure !== null && !isOver) latest.current.onFailure(failure)
    })
    return () => {
      isOver = true
      // Where the connection is lost, the stream ends with it, and nobody is there to be told.
      if (useConnection.getState().connection.kind === 'live') abort.abort()
    }
  }, [id, live])
}

async function follow(
  id: string,
  signal: AbortSignal,
  take: (output: ConsoleOutput) => void,
): Promise<string | null> {
  try {
    for await (const output of await station().consoles.follow({ id }, { signal })) {
      if (signal.aborted) return null
      take(output)
    }
    return null
  } catch (error) {
    return signal.aborted ? null : errorMessage(error)
  }
}
