import type { BrowserWindow } from 'electron'
import type { ElectronParts } from './electron-parts.ts'
import { interfaceOrigin } from './interface-protocol.ts'
import { placeWindow, readWindowState, saveWindowState, smallestWindow } from './window-state.ts'

/** The one window of the app. It may be closed and opened again while the station works on. */
export type MainWindow = {
  /** Opens it, or brings it to the front. */
  show(): void
  /** Shows a route of the user interface (`bench`, `board/ID`). */
  openRoute(route: string): void
  /** Loads the page again, after a crash. */
  reload(): void
  /** The window while there is one. */
  current(): BrowserWindow | null
}

export type MainWindowOptions = {
  readonly electron: Pick<ElectronParts, 'BrowserWindow' | 'screen'>
  readonly preloadPath: string
  readonly statePath: string
  readonly iconPath: string
  readonly development: boolean
  /** The page's process is gone; the page is loaded again unless it falls over and over again. */
  readonly onCrash: (crash: { readonly reason: string; readonly givenUp: boolean }) => void
  readonly now: () => number
  readonly log: (message: string) => void
}

/** A page that crashes more often than this within a minute is not loaded again by itself. */
const crashesInAMinute = 3

export function createMainWindow(options: MainWindowOptions): MainWindow {
  let window: BrowserWindow | null = null
  let loaded = false
  let waitingRoute: string | null = null
  let crashes: number[] = []

  const sendRoute = (): void => {
    if (waitingRoute === null || !loaded) return
    window?.webContents.send('open-route', waitingRoute)
    waitingRoute = null
  }
  const load = (opened: BrowserWindow): void => {
    loaded = false
    opened
      .loadURL(`${interfaceOrigin}/index.html`)
      .catch((error: unknown) => options.log(`desktop: the page was not loaded: ${String(error)}`))
  }
  const crashed = (opened: BrowserWindow, reason: string): void => {
    const now = options.now()
    crashes = [...crashes.filter((at) => at > now - 60_000), now]
    const givenUp = crashes.length > crashesInAMinute
    options.log(`desktop: the page's process is gone (${reason})`)
    if (!givenUp) load(opened)
    options.onCrash({ reason, givenUp })
  }
  const open = (): BrowserWindow => {
    const opened = openWindow(options)
    opened.webContents.on('did-finish-load', () => {
      loaded = true
      sendRoute()
    })
    opened.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') crashed(opened, reason)
    })
    opened.once('ready-to-show', () => opened.show())
    opened.on('close', () => keepState(opened, options))
    opened.once('closed', () => {
      window = null
    })
    load(opened)
    return opened
  }
  return {
    show: () => {
      if (window === null) window = open()
      else {
        if (window.isMinimized()) window.restore()
        window.show()
        window.focus()
      }
    },
    openRoute: (route) => {
      waitingRoute = route
      sendRoute()
    },
    reload: () => {
      crashes = []
      if (window !== null) load(window)
    },
    current: () => window,
  }
}

function openWindow(options: MainWindowOptions): BrowserWindow {
  const { electron, preloadPath, iconPath, development, statePath } = options
  const areas = electron.screen.getAllDisplays().map(({ workArea }) => workArea)
  const state = placeWindow(readWindowState(statePath), areas)
  const window = new electron.BrowserWindow({
    ...state.bounds,
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    show: false,
    title: 'Bootbench',
    icon: iconPath,
    autoHideMenuBar: true,
    webPreferences: {
      preload: preloadPath,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: development,
    },
  })
  if (state.maximized) window.maximize()
  return window
}

function keepState(window: BrowserWindow, { statePath, log }: MainWindowOptions): void {
  try {
    saveWindowState(statePath, {
      bounds: window.getNormalBounds(),
      maximized: window.isMaximized(),
    })
  } catch (error) {
    log(`desktop: where the window was is not kept: ${String(error)}`)
  }
}
