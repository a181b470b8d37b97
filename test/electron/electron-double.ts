import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import type {
  BrowserWindowConstructorOptions,
  MenuItemConstructorOptions,
  MessageBoxOptions,
} from 'electron'
import type { Browser } from 'playwright-core'
import type { ElectronParts } from '../../electron/electron-parts.ts'
import { BrowserWindowDouble, type WebContentsDouble } from './browser-window.ts'
import { PortDouble } from './message-ports.ts'
import { UtilityProcessDouble } from './utility-process.ts'

export type ElectronDoubleOptions = {
  readonly browser: Browser
  readonly userDataPath: string
  readonly isPackaged: boolean
  /** The words with which the app was started. */
  readonly commandLine: readonly string[]
}

/** What was shown to the person outside of the window, and what the person does there. */
export type Surface = {
  readonly windows: BrowserWindowDouble[]
  readonly notifications: NotificationDouble[]
  readonly questions: MessageBoxOptions[]
  /** Number of the button that the person presses at the next questions. */
  button: number
  /** Where the person saves at the next question. */
  savePath: string
  openPaths: readonly string[]
  readonly openedOutside: string[]
  readonly tray: { image: string; toolTip: string; menu: readonly MenuItemConstructorOptions[] }
  readonly awake: Set<number>
  readonly processes: UtilityProcessDouble[]
  readonly session: SessionDouble
  readonly linkSchemes: string[]
  isSandboxed: boolean
  ended: boolean
}

class NotificationDouble extends EventEmitter {
  readonly title: string
  readonly body: string
  constructor({ title, body }: { title: string; body: string }) {
    super()
    this.title = title
    this.body = body
  }
}

type PermissionRequest = (
  contents: null,
  permission: string,
  answer: (granted: boolean) => void,
) => void
type BeforeRequest = (
  details: { url: string },
  answer: (response: { cancel?: boolean }) => void,
) => void

/** Keeps the handlers that were set, so that a test can ask them. Without a handler everything is allowed, as in Electron. */
class SessionDouble {
  #request: PermissionRequest = (_contents, _permission, answer) => answer(true)
  #check: (contents: null, permission: string) => boolean = () => true
  #device: () => boolean = () => true
  #before: BeforeRequest = (_details, answer) => answer({})
  readonly setPermissionRequestHandler = (handler: PermissionRequest): void => {
    this.#request = handler
  }
  readonly setPermissionCheckHandler = (
    handler: (contents: null, name: string) => boolean,
  ): void => {
    this.#check = handler
  }
  readonly setDevicePermissionHandler = (handler: () => boolean): void => {
    this.#device = handler
  }
  readonly webRequest = {
    onBeforeRequest: (handler: BeforeRequest): void => {
      this.#before = handler
    },
  }

  /** True when nothing lets the page have this. */
  denies(permission: string): boolean {
    let granted = true
    this.#request(null, permission, (answer) => {
      granted = answer
    })
    return !granted && !this.#check(null, permission)
  }

  deniesDevices(): boolean {
    return !this.#device()
  }

  allowsRequest(url: string): boolean {
    let cancelled = false
    this.#before({ url }, ({ cancel }) => {
      cancelled = cancel === true
    })
    return !cancelled
  }
}

/** Apps that hold the single-instance lock of their data folder. */
const locks = new Map<string, EventEmitter>()

/**
 * A stand-in for the electron module: windows are pages of a real Chromium, utility processes are real processes, and what
 * has no meaning without a desktop (tray, notifications, dialogs) is written down in `surface`.
 */
export function createElectronDouble(options: ElectronDoubleOptions): {
  readonly electron: ElectronParts
  readonly surface: Surface
  /** Waits until `pick` finds something; looks again whenever anything happened. */
  until<Found>(what: string, pick: () => Found | undefined | false, limit?: number): Promise<Found>
  /** Ends what is left of the app. */
  dispose(): Promise<void>
} {
  const changes = new EventEmitter().setMaxListeners(0)
  const changed = (): void => {
    changes.emit('change')
  }
  const surface: Surface = {
    windows: [],
    notifications: [],
    questions: [],
    button: 0,
    savePath: '',
    openPaths: [],
    openedOutside: [],
    tray: { image: '', toolTip: '', menu: [] },
    awake: new Set(),
    processes: [],
    session: new SessionDouble(),
    linkSchemes: [],
    isSandboxed: false,
    ended: false,
  }
  const app = new EventEmitter()
  const calls = new Map<string, (event: unknown, ...values: unknown[]) => unknown>()
  let answer: (request: Request) => Promise<Response> = async () =>
    new Response(null, { status: 404 })
  let privileged = false

  const quit = async (): Promise<void> => {
    let prevented = false
    app.emit('before-quit', { preventDefault: () => (prevented = true) })
    if (prevented || surface.ended) return
    surface.ended = true
    await Promise.all(surface.windows.map((window) => window.close()))
    if (locks.get(options.userDataPath) === app) locks.delete(options.userDataPath)
    app.emit('quit')
    changed()
  }
  Object.assign(app, {
    isPackaged: options.isPackaged,
    whenReady: async () => {
      await new Promise((resolve) => setImmediate(resolve))
      if (!privileged) throw new Error('The scheme must be registered before the app is ready.')
    },
    requestSingleInstanceLock: () => {
      const holder = locks.get(options.userDataPath)
      if (holder === undefined) {
        locks.set(options.userDataPath, app)
        return true
      }
      holder.emit('second-instance', {}, options.commandLine)
      return false
    },
    enableSandbox: () => {
      surface.isSandboxed = true
    },
    quit: () => void quit(),
    exit: () => {
      surface.ended = true
      changed()
    },
    getPath: (name: string) => join(options.userDataPath, name),
    getPreferredSystemLanguages: () => ['en-GB', 'de-DE'],
    setAsDefaultProtocolClient: (scheme: string) => surface.linkSchemes.push(scheme),
  })
  const around = {
    browser: options.browser,
    answer: (request: Request) => answer(request),
    mayRequest: (url: string) => surface.session.allowsRequest(url),
    invoke: async (
      channel: string,
      sender: WebContentsDouble,
      url: string,
      values: readonly unknown[],
    ) => {
      const call = calls.get(channel)
      if (call === undefined) throw new Error(`Nobody answers ${channel}.`)
      return call({ sender, senderFrame: { url, parent: null } }, ...values)
    },
    onCreated: (window: BrowserWindowDouble) => {
      surface.windows.push(window)
      app.emit('web-contents-created', {}, window.webContents)
    },
    onClosed: (window: BrowserWindowDouble) => {
      surface.windows.splice(surface.windows.indexOf(window), 1)
      if (surface.windows.length === 0 && !surface.ended) app.emit('window-all-closed')
    },
    changed,
  }
  const ask = async (...given: readonly unknown[]): Promise<{ response: number }> => {
    surface.questions.push(given.at(-1) as MessageBoxOptions)
    changed()
    return { response: surface.button }
  }
  const parts = {
    app,
    BrowserWindow: class extends BrowserWindowDouble {
      constructor(given: BrowserWindowConstructorOptions) {
        super(given, around)
      }
    },
    dialog: {
      showMessageBox: ask,
      showSaveDialog: async () => ({ filePath: surface.savePath }),
      showOpenDialog: async () => ({ filePaths: [...surface.openPaths] }),
      showErrorBox: (title: string, message: string) => {
        throw new Error(`${title}: ${message}`)
      },
    },
    ipcMain: {
      handle: (channel: string, call: (event: unknown, ...values: unknown[]) => unknown) =>
        calls.set(channel, call),
    },
    Menu: {
      setApplicationMenu: () => undefined,
      buildFromTemplate: (template: readonly MenuItemConstructorOptions[]) => template,
    },
    MessageChannelMain: class {
      readonly port1: PortDouble
      readonly port2: PortDouble
      constructor() {
        ;[this.port1, this.port2] = PortDouble.pair()
      }
    },
    Notification: class extends NotificationDouble {
      static isSupported(): boolean {
        return true
      }
      show(): void {
        surface.notifications.push(this)
        changed()
      }
    },
    powerSaveBlocker: {
      start: () => {
        const id = surface.awake.size + 1
        surface.awake.add(id)
        changed()
        return id
      },
      stop: (id: number) => {
        surface.awake.delete(id)
        changed()
      },
    },
    protocol: {
      registerSchemesAsPrivileged: () => {
        privileged = true
      },
      handle: (_scheme: string, handler: (request: Request) => Promise<Response>) => {
        answer = handler
      },
    },
    screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1440, height: 900 } }] },
    session: { defaultSession: surface.session },
    shell: {
      openExternal: async (url: string) => {
        surface.openedOutside.push(url)
      },
      openPath: async (path: string) => {
        surface.openedOutside.push(path)
        return ''
      },
    },
    Tray: class extends EventEmitter {
      constructor(image: string) {
        super()
        surface.tray.image = image
      }
      setImage(image: string): void {
        surface.tray.image = image
      }
      setToolTip(text: string): void {
        surface.tray.toolTip = text
        changed()
      }
      setContextMenu(menu: readonly MenuItemConstructorOptions[]): void {
        surface.tray.menu = menu
      }
    },
    utilityProcess: {
      fork: (path: string, words: readonly string[] = []) => {
        const forked = new UtilityProcessDouble(path, words)
        surface.processes.push(forked)
        forked.on('exit', changed)
        return forked
      },
    },
  }
  return {
    // The stand-in has what our code uses of each part, not all that Electron has.
    electron: parts as unknown as ElectronParts,
    surface,
    until: (what, pick, limit = 30_000) => until(changes, what, pick, limit),
    dispose: async () => {
      surface.button = 1
      await quit()
      await until(changes, 'the end of the app', () => surface.ended, 30_000)
    },
  }
}

async function until<Found>(
  changes: EventEmitter,
  what: string,
  pick: () => Found | undefined | false,
  limit: number,
): Promise<Found> {
  const { promise, resolve, reject } = Promise.withResolvers<Found>()
  const look = (): void => {
    const found = pick()
    if (found !== undefined && found !== false) resolve(found)
  }
  const timer = setTimeout(() => reject(new Error(`${what} did not happen in ${limit} ms`)), limit)
  changes.on('change', look)
  look()
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    changes.off('change', look)
  }
}
