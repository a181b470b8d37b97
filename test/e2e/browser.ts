import { existsSync } from 'node:fs'
import type axe from 'axe-core'
import { type Browser, chromium } from 'playwright-core'

/** The page's window once axe was put into it. */
export type AxeWindow = { readonly axe: typeof axe }

/** The system's Chromium; Playwright's own download is not used. */
export const chromiumPath = process.env.BOOTBENCH_CHROMIUM ?? '/usr/bin/chromium'

/** False when there is no Chromium to drive; says so, and what to do, on the terminal. */
export function chromiumIsThere(): boolean {
  if (existsSync(chromiumPath)) return true
  console.warn(
    'SKIPPED, because Chromium is not installed ("npm test" as root on Debian installs it): the user interface in a real browser',
  )
  return false
}

/** Starts Chromium so that it talks to nobody but our page. `program`: another one that starts Chromium with its arguments. */
export function startChromium(program = chromiumPath): Promise<Browser> {
  return chromium.launch({
    executablePath: program,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
