import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

/** A name, number or path as machines write it, in a line of text. Breaks anywhere rather than being cut off. */
export function Code({ children }: { readonly children: ReactNode }) {
  return <code className="font-mono text-[0.93em] wrap-anywhere">{children}</code>
}

type CodeBlockProps = {
  readonly label: string
  /** Long lines are broken instead of scrolled. */
  readonly wrap?: boolean
  readonly children: string
}

/** Several lines as machines write them; scrolls sideways, also by keyboard. */
export function CodeBlock({ label, wrap = false, children }: CodeBlockProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group is what scrolls here, and no set of fields
    <div
      role="group"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
      tabIndex={0}
      className="max-h-[60dvh] overflow-auto rounded-lg border border-line bg-sunken"
    >
      <pre
        className={classNames('p-3 font-mono text-sm', wrap && 'wrap-anywhere whitespace-pre-wrap')}
      >
        {children}
      </pre>
    </div>
  )
}
