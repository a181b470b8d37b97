import { join } from 'node:path'
import { setAppMenu } from './app-menu.ts'
import { createAppUpdates } from './app-updates.ts'
import { applyEvents, type BenchState, emptyBench, workingJobs } from './bench-state.ts'
import { createBenchTray } from './bench-tray.ts'
import { chooseImages } from './choose-images.ts'
import { routeOfArguments } from './deep-link.ts'
import { answerCalls } from './desktop-calls.ts'
import type { DesktopOptions } from './desktop-options.ts'
import { followLinks } from './follow-links.ts'
import { installUpdate } from './install-update.ts'
import { answerInterface, interfaceScheme } from './interface-protocol.ts'
import { createNotices } from './job-notices.ts'
import type { LogFile } from './log-file.ts'
import { createMainWindow } from './main-window.ts'
import { createPowerSave } from './power-save.ts'
import { quitQuestion } from './quit-question.ts'
import { askBeforeQuit } from './quitting.ts'
import { saveDiagnostics } from './save-diagnostics.ts'
import { createStationHost } from './station-host.ts'
import { watchStation } from './station-watch.ts'
import { tellOfCrash } from './window-crashes.ts'
import { guardSession } from './window-guards.ts'
import { wordsFor } from './words/words.ts'

/** Builds the parts of the desktop app once Electron is ready, and joins them. The one place where they meet. */
export function runDesktop(options: DesktopOptions, logFile: LogFile): void {
  const { electron, places, now, platform, version } = options
  const { app, protocol, session } = electron
  const log = logFile.write
  const words = wordsFor(app.getPreferredSystemLanguages())
  let bench: BenchState = emptyBench
  const jobsRun = (): boolean => workingJobs(bench).length > 0

  guardSession(session.defaultSession)
  protocol.handle(interfaceScheme, (request) => answerInterface(places.interfaceFolder, request))
  if (!options.development) setAppMenu(electron, platform)

  const window = createMainWindow({
    electron,
    preloadPath: places.preloadPath,
    statePath: places.windowStatePath,
    iconPath: join(places.iconFolder, 'icon.png'),
    development: options.development,
    onCrash: ({ givenUp }) =>
      tellOfCrash({ electron, words, notices, givenUp, reload: window.reload, log }),
    now,
    log,
  })
  const openRoute = (route: string | null): void => {
    window.show()
    if (route !== null) window.openRoute(route)
  }
  const notices = createNotices({ electron, words, onClick: openRoute })
  const host = createStationHost({
    electron,
    modulePath: places.stationModulePath,
    start: {
      dataFolder: places.dataFolder,
      bootFolder: places.bootFolder,
      version,
      brokerPath: places.brokerPath,
      moverPath: places.moverPath,
      clientPath: places.clientPath,
      rulesFolder: places.rulesFolder,
    },
    onRecovered: () =>
      notices.show({ title: words.stationEnded, body: words.stationEndedBody, route: null }),
    onStuck: (why) =>
      void electron.dialog.showMessageBox({
        type: 'error',
        title: words.appName,
        message: words.stationStuck,
        detail: words.stationStuckBody(why, logFile.folder),
      }),
    log,
    now,
  })
  const powerSave = createPowerSave(electron.powerSaveBlocker)
  const updates = createAppUpdates({ source: options.updateSource, words, log })
  const tray = createBenchTray({
    electron,
    iconFolder: places.iconFolder,
    words,
    onShow: () => openRoute(null),
    onQuit: () => app.quit(),
  })
  const watch = watchStation({
    openPort: host.openPort,
    log,
    onEvents: (events) => {
      const next = applyEvents(bench, events)
      bench = next.bench
      powerSave.set(jobsRun())
      updates.jobsRun(jobsRun())
      tray.update(bench)
      for (const job of next.ended) notices.ended(job)
    },
  })
  const { leave } = askBeforeQuit({
    electron,
    window: window.current,
    question: () => quitQuestion(bench, words),
    end: async () => {
      watch.stop()
      updates.stop()
      await host.stop()
      powerSave.set(false)
    },
    log,
  })
  answerCalls(electron, {
    requestPort: async ({ sender }) =>
      sender.postMessage('station-port', null, [await host.openPort()]),
    chooseImages: () => chooseImages(electron, window.current(), words),
    showDataFolder: async () => {
      const problem = await electron.shell.openPath(places.dataFolder)
      if (problem !== '') throw new Error(problem)
    },
    saveDiagnostics: () =>
      saveDiagnostics({
        ...{ electron, words, version, bench, now },
        log: logFile,
        station: watch.client(),
      }),
    update: updates.state,
    installUpdate: () => installUpdate({ electron, words, updates, notices, jobsRun, leave }),
  })
  followLinks(electron, openRoute)
  app.on('window-all-closed', () => {
    const isNeeded = bench.serving === 'serving' || bench.batchRuns || jobsRun()
    if (!isNeeded && platform !== 'darwin') app.quit()
    else if (isNeeded)
      notices.show({ title: words.stillRuns, body: words.stillRunsBody, route: null })
  })
  tray.update(bench)
  host.start()
  updates.start()
  openRoute(routeOfArguments(options.commandLine))
}
