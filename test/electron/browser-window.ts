import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type {
  BrowserWindowConstructorOptions,
  HandlerDetails,
  WindowOpenHandlerResponse,
} from 'electron'
import type {
  Browser,
  BrowserContext,
  Page,
  Request as PlaywrightRequest,
  Route,
} from 'playwright-core'
import { type PortDouble, PortWire } from './message-ports.ts'
import { type FromPage, runPreload, type ToPage } from './page-side.ts'

/** The page's address in Chromium, which does not know our scheme. `localhost` makes it a secure context. */
const scheme = 'bootbench-app:'
const standIn = 'http://interface.bootbench-app.localhost'
const toChromium = (url: string): string => url.replace(`${scheme}//interface`, standIn)
const fromChromium = (url: string): string => url.replace(standIn, `${scheme}//interface`)

/** What a window's stand-in needs of the rest of Electron's stand-in. */
export type WindowSurroundings = {
  readonly browser: Browser
  readonly answer: (request: Request) => Promise<Response>
  readonly mayRequest: (url: string) => boolean
  readonly invoke: (
    channel: string,
    sender: WebContentsDouble,
    url: string,
    values: readonly unknown[],
  ) => Promise<unknown>
  readonly onCreated: (window: BrowserWindowDouble) => void
  readonly onClosed: (window: BrowserWindowDouble) => void
  readonly changed: () => void
}

/** A stand-in for WebContents: a page of a real Chromium. */
export class WebContentsDouble extends EventEmitter {
  readonly #window: BrowserWindowDouble
  openHandler: ((details: HandlerDetails) => WindowOpenHandlerResponse) | null = null

  constructor(window: BrowserWindowDouble) {
    super()
    this.#window = window
  }

  setWindowOpenHandler(handler: (details: HandlerDetails) => WindowOpenHandlerResponse): void {
    this.openHandler = handler
  }

  send(channel: string, ...values: unknown[]): void {
    this.#window.sendToPage({ kind: 'event', channel, values, ports: [] })
  }

  postMessage(channel: string, message: unknown, transfer: readonly PortDouble[] = []): void {
    const ports = transfer.map((port) => this.#window.wire.handOver(port))
    this.#window.sendToPage({ kind: 'event', channel, values: [message], ports })
  }
}

/** A stand-in for BrowserWindow: it loads the real preload script and the real page into a real Chromium. */
export class BrowserWindowDouble extends EventEmitter {
  readonly options: BrowserWindowConstructorOptions
  readonly webContents = new WebContentsDouble(this)
  readonly #around: WindowSurroundings
  wire: PortWire
  #context: Promise<BrowserContext>
  #page: Page | null = null
  #expected: string | null = null
  isShown = false
  /** The page that is there was loaded. */
  isLoaded = false
  isFocused = false
  /** Where the person has moved it. */
  bounds: { x: number; y: number; width: number; height: number }
  /** Where the page got to although nobody should have let it; must stay empty. */
  readonly escapes: string[] = []
  readonly pageErrors: string[] = []

  constructor(options: BrowserWindowConstructorOptions, around: WindowSurroundings) {
    super()
    this.options = options
    const { x = 0, y = 0, width = 800, height = 600 } = options
    this.bounds = { x, y, width, height }
    this.#around = around
    this.wire = this.#newWire()
    this.#context = this.#openContext()
    around.onCreated(this)
  }

  /** The page in Chromium, once it was loaded. */
  get page(): Page {
    if (this.#page === null) throw new Error('The window has not loaded its page yet.')
    return this.#page
  }

  async loadURL(url: string): Promise<void> {
    this.isLoaded = false
    const context = await this.#context
    const old = this.#page
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    this.#page = page
    page.on('crash', () => this.#crashed())
    page.on('popup', (popup) => void popup.close())
    page.on('pageerror', (error) => this.pageErrors.push(error.message))
    await old?.close()
    this.#expected = toChromium(url)
    await page.goto(this.#expected)
    this.isLoaded = true
    this.webContents.emit('did-finish-load')
    this.emit('ready-to-show')
    this.#around.changed()
  }

  /** Kills the page's process, as a defect in it would. */
  async crash(): Promise<void> {
    const session = await (await this.#context).newCDPSession(this.page)
    // It never answers: nothing is left that could.
    session.send('Page.crash').catch(() => undefined)
  }

  /** The person closes the window. */
  async close(): Promise<void> {
    let prevented = false
    this.emit('close', { preventDefault: () => (prevented = true) })
    if (!prevented) await this.destroy()
  }

  async destroy(): Promise<void> {
    this.wire.closeAll()
    await (await this.#context).close()
    this.emit('closed')
    this.#around.onClosed(this)
    this.#around.changed()
  }

  sendToPage(message: ToPage): void {
    this.#page
      ?.evaluate(
        (given) =>
          (
            globalThis as unknown as { electronDoubleTake?: (message: unknown) => void }
          ).electronDoubleTake?.(given),
        message,
      )
      .catch(() => undefined) // the page went while the message was under way, as in Electron
  }

  show(): void {
    this.isShown = true
    this.#around.changed()
  }

  focus(): void {
    this.isFocused = true
  }

  maximize(): void {
    this.#around.changed()
  }

  restore(): void {
    this.#around.changed()
  }

  isMinimized(): boolean {
    return false
  }

  isMaximized(): boolean {
    return false
  }

  getNormalBounds(): BrowserWindowDouble['bounds'] {
    return this.bounds
  }

  async #openContext(): Promise<BrowserContext> {
    const { width = 1280, height = 860, webPreferences } = this.options
    const context = await this.#around.browser.newContext({ viewport: { width, height } })
    await context.exposeBinding('electronDouble', (_source, message: FromPage) =>
      this.#hear(message),
    )
    const preload = readFileSync(webPreferences?.preload ?? '', 'utf8')
    const environment = {
      platform: process.platform,
      versions: { electron: '45.4.1', chrome: '150.0.0.0', node: process.versions.node },
    }
    await context.addInitScript({
      content: `if (location.origin === ${JSON.stringify(standIn)} && window.top === window) (${runPreload.toString()})(
        (require, module, process) => { const exports = module.exports; ${preload}\n }, ${JSON.stringify(environment)})`,
    })
    await context.route('**/*', (route) => this.#route(route))
    return context
  }

  #newWire(): PortWire {
    return new PortWire((message) => {
      if (message.kind !== 'message') this.sendToPage(message)
    })
  }

  async #hear(message: FromPage): Promise<unknown> {
    switch (message.kind) {
      case 'preload':
        // A new document: the ports of the one before are gone.
        this.wire.closeAll()
        this.wire = this.#newWire()
        return undefined
      case 'invoke':
        return this.#around.invoke(
          message.channel,
          this.webContents,
          fromChromium(this.page.url()),
          message.values,
        )
      default:
        this.wire.take(message)
        return undefined
    }
  }

  async #route(route: Route): Promise<void> {
    const request = route.request()
    const url = request.url()
    if (this.#isOfPopup(request)) return route.abort('aborted')
    if (request.isNavigationRequest() && !this.#isExpected(url)) {
      if (this.#isPrevented(url)) return route.abort('aborted')
      this.escapes.push(url)
      return route.abort('blockedbyclient')
    }
    if (!this.#around.mayRequest(fromChromium(url))) return route.abort('blockedbyclient')
    if (!url.startsWith(`${standIn}/`)) {
      this.escapes.push(url)
      return route.abort('blockedbyclient')
    }
    const response = await this.#around.answer(
      new Request(fromChromium(url), { method: request.method() }),
    )
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    })
  }

  #isExpected(url: string): boolean {
    const expected = url === this.#expected
    if (expected) this.#expected = null
    return expected
  }

  #isPrevented(url: string): boolean {
    let prevented = false
    const event = { url: fromChromium(url), preventDefault: () => (prevented = true) }
    this.webContents.emit('will-frame-navigate', event)
    this.webContents.emit('will-navigate', event)
    return prevented
  }

  /** Asks our handler about a new window, as Electron does before it makes one. */
  #isOfPopup(request: PlaywrightRequest): boolean {
    if (!request.isNavigationRequest() || pageOf(request) === this.#page) return false
    const url = fromChromium(request.url())
    const answer = this.webContents.openHandler?.({ url } as HandlerDetails)
    if (answer?.action !== 'deny') this.escapes.push(url)
    this.#around.changed()
    return true
  }

  #crashed(): void {
    this.wire.closeAll()
    this.wire = this.#newWire()
    this.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 })
    this.#around.changed()
  }
}

/** The page of a request; null for a window that is only being opened. */
function pageOf(request: PlaywrightRequest): Page | null {
  try {
    return request.frame().page()
  } catch {
    return null // Playwright knows no frame of it yet
  }
}
