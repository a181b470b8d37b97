import type { ITheme } from '@xterm/xterm'

/** The terminal's colours from the design tokens, as they are inside `element`: the terminal itself can't read light-dark(). */
export function terminalTheme(element: HTMLElement): ITheme {
  const probe = document.createElement('span')
  element.append(probe)
  const colour = (token: string): string => {
    probe.style.color = `var(${token})`
    return getComputedStyle(probe).color
  }
  const theme = {
    background: colour('--sunken'),
    foreground: colour('--ink'),
    cursor: colour('--accent'),
    cursorAccent: colour('--sunken'),
    selectionBackground: colour('--accent'),
    selectionForeground: colour('--on-accent'),
    selectionInactiveBackground: colour('--line-strong'),
  }
  probe.remove()
  return theme
}
