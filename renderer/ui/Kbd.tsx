type KbdProps = {
  /** Keys to press together, `Ctrl+K`; `Mod` is the Control key, or Command on a Mac. */
  readonly keys: string
}

/** Keys as they are printed on a keyboard. */
export function Kbd({ keys }: KbdProps) {
  return (
    <span className="inline-flex items-center gap-1 whitespace-nowrap">
      {keys.split('+').map((key) => (
        <kbd
          key={key}
          className="inline-flex min-w-6 justify-center rounded border border-line-strong bg-sunken px-1.5 font-mono text-sm"
        >
          {nameOf(key)}
        </kbd>
      ))}
    </span>
  )
}

function nameOf(key: string): string {
  if (key !== 'Mod') return key
  return /Mac|iPad|iPhone/.test(navigator.platform) ? '⌘' : 'Ctrl'
}
