import type { ReactNode } from 'react'

/** A name, number or path as machines write it, in a line of text. Breaks anywhere rather than being cut off. */
export function Code({ children }: { readonly children: ReactNode }) {
  return <code className="font-mono text-[0.93em] break-all">{children}</code>
}

type CodeBlockProps = { readonly label: string; readonly children: string }

/** Several lines as machines write them; scrolls sideways, also by keyboard. */
export function CodeBlock({ label, children }: CodeBlockProps) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
      tabIndex={0}
      className="overflow-x-auto rounded-lg border border-line bg-sunken"
    >
      <pre className="p-3 font-mono text-sm">{children}</pre>
    </section>
  )
}
