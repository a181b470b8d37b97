import { type ReactNode, useEffect, useRef, useState } from 'react'

type NearScreenProps = {
  readonly children: ReactNode
  /** Stands there, cheaply, while this is far outside the window. */
  readonly placeholder: ReactNode
}

/** Renders its children only while they are in the window or within a screen of it. Keeps their place when they are not,
 * and keeps them while they have the keyboard's focus. */
export function NearScreen({ children, placeholder }: NearScreenProps) {
  const place = useRef<HTMLDivElement>(null)
  const [near, setNear] = useState(false)
  const height = useRef(420)
  useEffect(() => {
    const element = place.current
    if (!element) return
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (!entry) return
        if (entry.isIntersecting) setNear(true)
        else if (!element.contains(document.activeElement)) {
          height.current = entry.boundingClientRect.height || height.current
          setNear(false)
        }
      },
      { rootMargin: '100% 0px' },
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return (
    <div ref={place} className="grid min-w-0" style={near ? {} : { minHeight: height.current }}>
      {near ? children : placeholder}
    </div>
  )
}
