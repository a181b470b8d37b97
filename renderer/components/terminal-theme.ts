import type { ITheme } from '@xterm/xterm'

const tokens = {
  background: '--sunken',
  foreground: '--ink',
  cursor: '--accent',
  cursorAccent: '--sunken',
  selectionBackground: '--accent',
  selectionForeground: '--on-accent',
  selectionInactiveBackground: '--line-strong',
} as const satisfies ITheme

/** The terminal's colours from the design tokens, as they are inside `element`: the terminal itself can't read light-dark(). */
export function terminalTheme(element: HTMLElement): ITheme {
  // All at once: after each change, the first look at a style reckons those of the whole page.
  const probes = Object.entries(tokens).map(([part, token]) => {
    const probe = document.createElement('span')
    probe.style.color = `var(${token})`
    return [part, probe] as const
  })
  element.append(...probes.map(([, probe]) => probe))
  const theme = probes.map(([part, probe]) => [part, getComputedStyle(probe).color])
  for (const [, probe] of probes) probe.remove()
  return Object.fromEntries(theme)
}
