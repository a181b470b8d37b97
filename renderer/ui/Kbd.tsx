import { t } from '../text/translate.ts'

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

/** Keyboards of each language have names of their own for these. */
const named = ['Shift', 'Space', 'Home', 'End', 'PgUp', 'PgDn', 'Enter', 'Ctrl'] as const

function nameOf(key: string): string {
  const isMac = /Mac|iPad|iPhone/.test(navigator.platform)
  const pressed = key === 'Mod' ? (isMac ? '⌘' : 'Ctrl') : key
  const known = named.find((name) => name === pressed)
  return known ? t(`ui.keyName.${known}`) : pressed
}
