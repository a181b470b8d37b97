/**
 * The few things that the desktop shell does for the user interface; its preload script puts them on `window.bootbenchDesktop`.
 * In a browser there is none, and the interface does without. `DroppedFile` is the DOM's File: this folder knows no DOM.
 */
export type Desktop<DroppedFile> = {
  readonly platform: 'linux' | 'darwin' | 'win32'
  readonly versions: { readonly electron: string; readonly chromium: string; readonly node: string }
  /**
   * Asks for a channel to the station. It speaks the contract, as the browser's WebSocket does, and arrives as a `message`
   * event of the window that carries one MessagePort and the data `desktopPortMessage`: Electron's context bridge copies
   * values, and a port can't be copied. Each call gives a new channel; resolves when it is on its way. Use
   * `openDesktopPort` of renderer/api/desktop-port.ts.
   */
  requestPort(): Promise<void>
  /** Asks for image files; full paths, empty when the person chose none. */
  chooseImages(): Promise<readonly string[]>
  /** The full path of a file that was dropped on the window; null when it has none. */
  pathOf(file: DroppedFile): string | null
  /** Shows the folder with logs, images and the database. */
  showDataFolder(): Promise<void>
  /** Writes logs and facts of this computer, without secrets, into a file of the person's choice; null when cancelled. */
  saveDiagnostics(): Promise<string | null>
  /** Calls back with a route (`bench`, `board/ID`) when a deep link or a notification asks for one; returns how to stop it. */
  onOpenRoute(callback: (route: string) => void): () => void
  /** What the updater knows. */
  update(): Promise<DesktopUpdate>
  /** Ends the app, installs the update and starts again; asks first when jobs run. */
  installUpdate(): Promise<void>
}

/** The data of the window's `message` event that brings the channel to the station. */
export const desktopPortMessage = 'bootbench-station-port'

export type DesktopUpdate =
  | { readonly kind: 'none' }
  | { readonly kind: 'off'; readonly why: string }
  | { readonly kind: 'loading'; readonly version: string }
  | { readonly kind: 'ready'; readonly version: string }
  | { readonly kind: 'failed'; readonly message: string }
