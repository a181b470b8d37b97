import { mkdirSync } from 'node:fs'
import type { DesktopOptions } from './desktop-options.ts'
import { registerInterfaceScheme } from './interface-protocol.ts'
import { openLogFile } from './log-file.ts'
import { runDesktop } from './run-desktop.ts'
import { guardContents } from './window-guards.ts'

const logLimits = { maxBytes: 4 * 1024 * 1024, keep: 5 } as const

/** Starts the desktop app, or hands over to the one that runs already. Returns at once; the app lives by Electron's events. */
export function startDesktop(options: DesktopOptions): void {
  const { electron, places, now } = options
  const { app } = electron
  registerInterfaceScheme(electron)
  // A second start shows the window of the first, which owns the network port and the data folder.
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  app.enableSandbox()
  // Windows shows notifications only of an app that says who it is; as in electron-builder.yml.
  if (options.platform === 'win32') app.setAppUserModelId('org.bootbench.desktop')
  mkdirSync(places.dataFolder, { recursive: true, mode: 0o700 })
  const log = openLogFile({ folder: places.logFolder, ...logLimits, now })
  options.onDefect((error) =>
    log.write(`desktop: ${error instanceof Error ? error.stack : String(error)}`),
  )
  app.on('web-contents-created', (_event, contents) =>
    guardContents(contents, electron.shell, log.write),
  )
  app.on('child-process-gone', (_event, { type, reason }) =>
    log.write(`desktop: a process of kind ${type} is gone (${reason})`),
  )
  app
    .whenReady()
    .then(() => runDesktop(options, log))
    .catch((error: unknown) => {
      log.write(`desktop: it could not begin: ${String(error)}`)
      electron.dialog.showErrorBox('Bootbench', `It could not begin: ${String(error)}`)
      app.exit(1)
    })
}
