// The only code that stands between the page and Electron. Runs sandboxed, before the page, in a world of its own.
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { type Desktop, desktopPortMessage } from '../contract/desktop.ts'

/** What the main process answers is what desktop-calls.ts says; ipcRenderer itself has no types for it. */
const invoke = <Answer>(name: string): Promise<Answer> => ipcRenderer.invoke(`desktop:${name}`)

ipcRenderer.on('station-port', (event) => {
  // A port can't pass the bridge; posted to the window it reaches the page's own world, and nobody else: the target is this
  // window itself, whatever the origin (electronjs.org/docs/latest/tutorial/message-ports, "context-isolated page").
  window.postMessage(desktopPortMessage, '*', [...event.ports])
})

// A route may come before the page listens: the newest one is kept for it.
let openRoute: ((route: string) => void) | null = null
let waitingRoute: string | null = null
ipcRenderer.on('open-route', (_event, route: string) => {
  if (openRoute === null) waitingRoute = route
  else openRoute(route)
})

const desktop: Desktop<File> = {
  platform: process.platform as Desktop<File>['platform'],
  versions: {
    electron: process.versions.electron ?? '',
    chromium: process.versions.chrome ?? '',
    node: process.versions.node,
  },
  requestPort: () => invoke('requestPort'),
  chooseImages: () => invoke('chooseImages'),
  pathOf: (file) => webUtils.getPathForFile(file) || null,
  showDataFolder: () => invoke('showDataFolder'),
  saveDiagnostics: () => invoke('saveDiagnostics'),
  onOpenRoute: (callback) => {
    openRoute = callback
    if (waitingRoute !== null) callback(waitingRoute)
    waitingRoute = null
    return () => {
      if (openRoute === callback) openRoute = null
    }
  },
  update: () => invoke('update'),
  installUpdate: () => invoke('installUpdate'),
}

contextBridge.exposeInMainWorld('bootbenchDesktop', desktop)
