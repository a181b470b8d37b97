import { type RefObject, useLayoutEffect, useState } from 'react'

/** Distance of an element from the top of the page, and its width, in CSS pixels. */
export type Place = { readonly top: number; readonly width: number }

/** Where an element stands on the page; follows whatever above it grows or shrinks. Null before it is laid out. */
export function usePlace(element: RefObject<HTMLElement | null>): Place | null {
  const [place, setPlace] = useState<Place | null>(null)
  useLayoutEffect(() => {
    const measured = element.current
    if (!measured) return
    const measure = () => {
      const { top, width } = measured.getBoundingClientRect()
      const next = { top: Math.round(top + window.scrollY), width: Math.round(width) }
      setPlace((before) =>
        before?.top === next.top && before.width === next.width ? before : next,
      )
    }
    measure()
    const observer = new ResizeObserver(measure)
    // The body changes its height with everything that stands above the element.
    observer.observe(document.body)
    observer.observe(measured)
    return () => observer.disconnect()
  }, [element])
  return place
}
