import type { UpdateSource } from './app-updates.ts'
import type { ElectronParts } from './electron-parts.ts'
import type { Places } from './places.ts'

/** What the desktop app is given by its entry, or by a test. */
export type DesktopOptions = {
  readonly electron: ElectronParts
  readonly places: Places
  readonly version: string
  readonly commandLine: readonly string[]
  readonly platform: NodeJS.Platform
  readonly development: boolean
  /** electron-updater, where a feed was configured at build time. */
  readonly updateSource: UpdateSource | null
  /** Tells of errors that nobody caught. They are logged: a defect of the shell must not end the station that it holds. */
  readonly onDefect: (tell: (error: unknown) => void) => void
  readonly now: () => number
}
