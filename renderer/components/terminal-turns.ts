import { createFrameTurns } from '../logic/frame-turns.ts'
import { frameCharacters } from './terminal-writer.ts'

/** A page that is not in sight draws no frames; what is said goes on. */
const longestFrameMs = 250

/**
 * All terminals of the window share their frames: opening one takes a whole frame, text by its length. Turns are taken in every
 * second frame: in the one after, terminals draw what they were given.
 */
export const terminalTurns = createFrameTurns(frameCharacters, (act) => {
  let isDone = false
  const once = (): void => {
    if (isDone) return
    isDone = true
    cancelAnimationFrame(frame)
    clearTimeout(timer)
    act()
  }
  let frame = requestAnimationFrame(() => {
    frame = requestAnimationFrame(once)
  })
  const timer = setTimeout(once, longestFrameMs)
})
