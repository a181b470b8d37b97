/** What the page sends to the window's stand-in, by the binding `electronDouble`. */
export type FromPage =
  | { readonly kind: 'preload' }
  | { readonly kind: 'invoke'; readonly channel: string; readonly values: readonly unknown[] }
  | { readonly kind: 'port'; readonly id: number; readonly data: unknown }
  | { readonly kind: 'close'; readonly id: number }

/** What the window's stand-in sends to the page. */
export type ToPage =
  | {
      readonly kind: 'event'
      readonly channel: string
      readonly values: readonly unknown[]
      readonly ports: readonly number[]
    }
  | { readonly kind: 'port'; readonly id: number; readonly data: unknown }
  | { readonly kind: 'close'; readonly id: number }

/**
 * Runs in the page before its own scripts: makes the module `electron` of a sandboxed preload script and runs the script
 * with it. The context bridge copies as Electron's does, and refuses what it refuses (a MessagePort among others). Written
 * into the page as text: nothing outside of this function can be used in it.
 */
export function runPreload(
  preload: (
    require: (name: string) => unknown,
    module: { exports: unknown },
    process: unknown,
  ) => void,
  environment: { readonly platform: string; readonly versions: Record<string, string> },
): void {
  type Listener = (event: unknown, ...values: unknown[]) => void
  const send = (globalThis as unknown as { electronDouble: (message: unknown) => Promise<unknown> })
    .electronDouble
  const listeners = new Map<string, Listener[]>()
  const ports = new Map<number, MessagePort>()

  const openPort = (id: number): MessagePort => {
    const { port1, port2 } = new MessageChannel()
    ports.set(id, port1)
    port1.addEventListener('message', ({ data }) => void send({ kind: 'port', id, data }))
    port1.addEventListener('close', () => void send({ kind: 'close', id }))
    port1.start()
    return port2
  }
  const copy = (value: unknown): unknown => {
    if (typeof value === 'function') {
      return (...values: unknown[]): unknown => copy(value(...values.map(copy)))
    }
    if (value === null || typeof value !== 'object') return value
    if (value instanceof Promise) return value.then(copy)
    if (value instanceof Blob || value instanceof Error) return value
    if (Array.isArray(value)) return value.map(copy)
    if (Object.getPrototypeOf(value) !== Object.prototype) {
      throw new Error('An object could not be cloned.')
    }
    return Object.freeze(
      Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copy(member)])),
    )
  }
  const electron = {
    ipcRenderer: {
      on: (channel: string, listener: Listener) =>
        listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
      invoke: (channel: string, ...values: unknown[]) => send({ kind: 'invoke', channel, values }),
    },
    contextBridge: {
      exposeInMainWorld: (name: string, api: unknown) =>
        Object.assign(window, { [name]: copy(api) }),
    },
    // A page can't know paths; Electron can. Files of the tests lie in this folder.
    webUtils: { getPathForFile: (file: File) => `/dropped/${file.name}` },
  }
  Object.assign(globalThis, {
    electronDoubleTake: (message: ToPage) => {
      if (message.kind === 'event') {
        const event = { ports: message.ports.map(openPort) }
        for (const listener of listeners.get(message.channel) ?? [])
          listener(event, ...message.values)
      } else if (message.kind === 'port') ports.get(message.id)?.postMessage(message.data)
      else ports.get(message.id)?.close()
    },
  })
  void send({ kind: 'preload' })
  const requireElectron = (name: string): unknown => {
    if (name === 'electron') return electron
    throw new Error(`A sandboxed preload script can't load ${name}.`)
  }
  preload(requireElectron, { exports: {} }, environment)
}
