import { type Desktop, desktopPortMessage } from '../../contract/desktop.ts'

/**
 * Opens a channel to the station through the desktop shell: a MessagePort that speaks the contract (oRPC's message-port
 * link). It is not started yet: the caller adds its listeners, then calls `start()`. Its `close` event tells that the
 * station's process has ended; ask for a new one then. Rejects when the shell can't reach the station.
 */
export function openDesktopPort(desktop: Pick<Desktop<File>, 'requestPort'>): Promise<MessagePort> {
  const { promise, resolve, reject } = Promise.withResolvers<MessagePort>()
  const take = (event: MessageEvent): void => {
    const [port] = event.ports
    if (event.source !== window || event.data !== desktopPortMessage || port === undefined) return
    window.removeEventListener('message', take)
    resolve(port)
  }
  window.addEventListener('message', take)
  desktop.requestPort().catch((error: unknown) => {
    window.removeEventListener('message', take)
    reject(error)
  })
  return promise
}
