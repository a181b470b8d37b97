import type { ElectronParts } from './electron-parts.ts'
import type { Notices } from './job-notices.ts'
import type { Words } from './words/english.ts'

/** Tells that the page crashed and was loaded again, or asks what to do when it crashes over and over. */
export function tellOfCrash(options: {
  readonly electron: Pick<ElectronParts, 'dialog'>
  readonly words: Words
  readonly notices: Notices
  readonly givenUp: boolean
  readonly reload: () => void
  readonly log: (message: string) => void
}): void {
  const { electron, words, notices, log } = options
  if (!options.givenUp) {
    notices.show({ title: words.windowCrashed, body: words.windowCrashedBody, route: null })
    return
  }
  electron.dialog
    .showMessageBox({
      type: 'error',
      title: words.appName,
      message: words.windowGivenUp,
      detail: words.windowGivenUpBody,
      buttons: [words.loadAgain, words.leaveClosed],
      defaultId: 0,
      cancelId: 1,
    })
    .then(({ response }) => response === 0 && options.reload())
    .catch((error: unknown) => log(`desktop: ${String(error)}`))
}
