import { type RefObject, useEffect } from 'react'
import { selectRange, toggleSelected, useSelection } from '../stores/selection.ts'

/** How long a finger rests on a card until that chooses it, in milliseconds; as long as systems wait for their own long press. */
const longPress = 500
/** A finger that moves further than so many pixels scrolls. */
const steady = 10

const controls = 'a, button, input, label, textarea, summary, [role="progressbar"]'

/**
 * Chooses cards (elements with `data-board`) by pointer: a click, Shift and a click for a range, a long press on a touch screen. Controls
 * and marked text inside a card stay what they are.
 */
export function useCardChoice(wall: RefObject<HTMLElement | null>, shown: readonly string[]): void {
  useEffect(() => {
    const element = wall.current
    if (!element) return
    const press = new LongPress()
    const onClick = (event: MouseEvent) => {
      const id = boardAt(event)
      if (id === null || press.justEnded()) return
      if (event.shiftKey) {
        selectRange(id, shown)
        // The browser has marked the text between the two clicks.
        window.getSelection()?.removeAllRanges()
      } else if (taps(event)) toggleSelected(id)
    }
    const onDown = (event: PointerEvent) => {
      press.reset()
      const id = event.pointerType === 'touch' ? boardAt(event) : null
      if (id !== null) press.begin(event, () => toggleSelected(id))
    }
    const onMove = (event: PointerEvent) => press.moved(event)
    const end = () => press.end()
    const onMenu = (event: MouseEvent) => {
      if (press.justEnded()) event.preventDefault()
    }
    element.addEventListener('click', onClick)
    element.addEventListener('pointerdown', onDown)
    element.addEventListener('pointermove', onMove)
    element.addEventListener('pointerup', end)
    element.addEventListener('pointercancel', end)
    element.addEventListener('contextmenu', onMenu)
    return () => {
      press.end()
      element.removeEventListener('click', onClick)
      element.removeEventListener('pointerdown', onDown)
      element.removeEventListener('pointermove', onMove)
      element.removeEventListener('pointerup', end)
      element.removeEventListener('pointercancel', end)
      element.removeEventListener('contextmenu', onMenu)
    }
  }, [wall, shown])
}

/** A mouse chooses by each click; a finger only once something is chosen, because it also touches cards to scroll. */
function taps(event: MouseEvent): boolean {
  if (window.getSelection()?.type === 'Range') return false
  const isTouch = event instanceof PointerEvent && event.pointerType === 'touch'
  const { ids, choosing } = useSelection.getState()
  return !isTouch || choosing || ids.size > 0
}

function boardAt({ target }: Event): string | null {
  if (!(target instanceof Element) || target.closest(controls)) return null
  return target.closest<HTMLElement>('[data-board]')?.dataset.board ?? null
}

class LongPress {
  #timer: ReturnType<typeof setTimeout> | undefined
  #start = { x: 0, y: 0 }
  #fired = false

  begin({ clientX, clientY }: PointerEvent, act: () => void): void {
    this.#start = { x: clientX, y: clientY }
    this.#timer = setTimeout(() => {
      this.#fired = true
      act()
    }, longPress)
  }

  /** A new press, whatever begins it: what the last one did is over. */
  reset(): void {
    this.end()
    this.#fired = false
  }

  moved({ clientX, clientY }: PointerEvent): void {
    if (Math.hypot(clientX - this.#start.x, clientY - this.#start.y) > steady) this.end()
  }

  end(): void {
    clearTimeout(this.#timer)
  }

  /** True for the click and the menu that follow a long press. */
  justEnded(): boolean {
    return this.#fired
  }
}
