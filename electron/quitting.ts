import type { BrowserWindow, MessageBoxOptions } from 'electron'
import type { ElectronParts } from './electron-parts.ts'

/**
 * Asks before the app ends while jobs run, then ends the station in order. Returns how to leave for another reason than
 * quitting: `finish` is called once the station has ended, instead of `app.quit`.
 */
export function askBeforeQuit(options: {
  readonly electron: Pick<ElectronParts, 'app' | 'dialog'>
  readonly window: () => BrowserWindow | null
  readonly question: () => MessageBoxOptions | null
  readonly end: () => Promise<void>
  readonly log: (message: string) => void
}): { leave(finish: () => void): Promise<void> } {
  const { electron, log } = options
  let state: 'running' | 'leaving' | 'ended' = 'running'

  const agreed = async (): Promise<boolean> => {
    const question = options.question()
    if (question === null) return true
    const window = options.window()
    const { response } = await (window === null
      ? electron.dialog.showMessageBox(question)
      : electron.dialog.showMessageBox(window, question))
    return response === 1
  }
  const leave = async (finish: () => void): Promise<void> => {
    if (state !== 'running') return
    state = 'leaving'
    if (!(await agreed())) {
      state = 'running'
      return
    }
    await options
      .end()
      .catch((error: unknown) => log(`desktop: the station's end: ${String(error)}`))
    state = 'ended'
    finish()
  }
  electron.app.on('before-quit', (event) => {
    if (state === 'ended') return
    event.preventDefault()
    void leave(() => electron.app.quit())
  })
  return { leave }
}
