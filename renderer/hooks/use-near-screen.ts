import { type RefObject, startTransition, useEffect, useState } from 'react'

/** True while the element is near the visible part of the page, or has the keyboard's focus. */
export function useNearScreen(element: RefObject<HTMLElement | null>): boolean {
  const [isNear, setIsNear] = useState(false)
  useEffect(() => {
    const { current } = element
    if (current === null) return
    // What was near stays a little longer than it took to become so: who scrolls to and fro sees nothing being made anew.
    const observer = new IntersectionObserver(
      (entries) => {
        const isIn = entries.at(-1)?.isIntersecting ?? false
        if (!isIn && current.contains(document.activeElement)) return
        // Not urgent: many come near at once, and the page is to stay quick meanwhile.
        startTransition(() => setIsNear(isIn))
      },
      { rootMargin: isNear ? '1200px' : '200px' },
    )
    observer.observe(current)
    return () => observer.disconnect()
  }, [element, isNear])
  return isNear
}
