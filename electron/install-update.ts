import type { AppUpdates } from './app-updates.ts'
import type { ElectronParts } from './electron-parts.ts'
import type { Notices } from './job-notices.ts'
import type { Words } from './words/english.ts'

/** Installs a downloaded update after a question; never while jobs run. */
export async function installUpdate(options: {
  readonly electron: Pick<ElectronParts, 'dialog'>
  readonly words: Words
  readonly updates: AppUpdates
  readonly notices: Notices
  readonly jobsRun: () => boolean
  readonly leave: (finish: () => void) => Promise<void>
}): Promise<void> {
  const { electron, words, updates, notices, jobsRun, leave } = options
  const update = updates.state()
  if (update.kind !== 'ready') return
  if (jobsRun()) {
    notices.show({ title: words.appName, body: words.updateWaits, route: 'bench' })
    return
  }
  const { response } = await electron.dialog.showMessageBox({
    type: 'question',
    title: words.appName,
    message: words.updateQuestion(update.version),
    detail: words.updateDetail,
    buttons: [words.install, words.later],
    defaultId: 0,
    cancelId: 1,
  })
  if (response === 0 && !jobsRun()) await leave(updates.install)
}
