import type { DesktopUpdate } from '../contract/desktop.ts'
import type { Words } from './words/english.ts'

/** What is used of electron-updater's `autoUpdater`. */
export type UpdateSource = {
  autoDownload: boolean
  autoInstallOnAppQuit: boolean
  on(
    event: 'update-available' | 'update-downloaded',
    listener: (info: { version: string }) => void,
  ): unknown
  on(event: 'update-not-available', listener: () => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  checkForUpdates(): Promise<unknown>
  downloadUpdate(): Promise<unknown>
  quitAndInstall(): void
}

export type AppUpdates = {
  state(): DesktopUpdate
  /** Looks for an update now and every six hours. */
  start(): void
  /** Call when jobs begin and end: an update that was found is downloaded only while none runs. */
  jobsRun(running: boolean): void
  /** Installs what was downloaded; the caller has ended the station before. */
  install(): void
  stop(): void
}

const checkInterval = 6 * 60 * 60 * 1000

/** Updates from the feed that was configured at build time; `source` is null where none was, and then there are none. */
export function createAppUpdates(options: {
  readonly source: UpdateSource | null
  readonly words: Words
  readonly log: (message: string) => void
}): AppUpdates {
  const { source, words, log } = options
  let state: DesktopUpdate =
    source === null ? { kind: 'off', why: words.updateOff } : { kind: 'none' }
  let running = false
  let waiting: string | null = null
  let timer: ReturnType<typeof setInterval> | undefined

  const failed = (error: unknown): void => {
    log(`desktop: updates: ${String(error)}`)
    state = { kind: 'failed', message: words.tryAgainLater }
  }
  const check = (): void => {
    // The disk and the network belong to the boards while jobs run.
    if (running || state.kind === 'ready' || state.kind === 'loading') return
    source?.checkForUpdates().catch(failed)
  }
  const download = (): void => {
    if (running || waiting === null || source === null) return
    state = { kind: 'loading', version: waiting }
    waiting = null
    source.downloadUpdate().catch(failed)
  }
  if (source !== null) {
    source.autoDownload = false
    source.autoInstallOnAppQuit = false
    source.on('update-available', ({ version }) => {
      waiting = version
      download()
    })
    source.on('update-not-available', () => {
      state = { kind: 'none' }
    })
    source.on('update-downloaded', ({ version }) => {
      state = { kind: 'ready', version }
    })
    source.on('error', failed)
  }
  return {
    state: () => state,
    start: () => {
      if (source === null) return
      check()
      timer = setInterval(check, checkInterval)
    },
    jobsRun: (now) => {
      running = now
      download()
    },
    install: () => source?.quitAndInstall(),
    stop: () => clearInterval(timer),
  }
}
