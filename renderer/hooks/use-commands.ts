import { useEffect, useRef } from 'react'
import type { Command } from '../logic/commands.ts'

type Source = () => readonly Command[]

const sources = new Set<Source>()

/**
 * Adds commands to the palette for as long as the component is shown. `source` is asked each time the palette opens, so it
 * costs nothing otherwise and always tells how things are now.
 */
export function useCommands(source: Source): void {
  const latest = useRef(source)
  useEffect(() => {
    latest.current = source
  })
  useEffect(() => {
    const ask = () => latest.current()
    sources.add(ask)
    return () => {
      sources.delete(ask)
    }
  }, [])
}

/** Every command that there is now, from all that is shown. */
export function currentCommands(): readonly Command[] {
  return [...sources].flatMap((source) => source())
}
