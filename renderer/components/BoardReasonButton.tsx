import { type ReactNode, useId } from 'react'
import { buttonClasses } from '../ui/Button.tsx'

type BoardReasonButtonProps = {
  readonly icon: ReactNode
  readonly words: string
  readonly reason: string
}

/** A button that can't do its deed now. Unlike a disabled one it can be reached, and tells why on hover, focus and touch. */
export function BoardReasonButton({ icon, words, reason }: BoardReasonButtonProps) {
  const id = useId()
  return (
    <span className="group relative flex">
      <button
        type="button"
        aria-disabled="true"
        aria-describedby={id}
        className={`${buttonClasses('plain', false)} grow cursor-not-allowed border-dashed text-ink-soft`}
      >
        {icon}
        {words}
      </button>
      <span
        id={id}
        role="tooltip"
        className="pointer-events-none absolute right-0 bottom-full z-10 mb-1.5 hidden w-72 max-w-[80vw] rounded-md bg-ink px-2.5 py-1.5 text-left text-sm text-surface shadow-high group-focus-within:block group-hover:block"
      >
        {reason}
      </span>
    </span>
  )
}
