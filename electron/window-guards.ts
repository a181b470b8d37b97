import type { Session, WebContents } from 'electron'
import type { ElectronParts } from './electron-parts.ts'
import { interfaceOrigin } from './interface-protocol.ts'

/** Copying a text on the press of a button. Everything else that a page could ask for is denied. */
const allowedPermissions: readonly string[] = ['clipboard-sanitized-write']

/** Denies every permission and every request that does not stay inside of the app. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(allowedPermissions.includes(permission)),
  )
  session.setPermissionCheckHandler((_contents, permission) =>
    allowedPermissions.includes(permission),
  )
  session.setDevicePermissionHandler(() => false)
  session.webRequest.onBeforeRequest((details, answer) =>
    answer({ cancel: !isInside(details.url) }),
  )
}

/** Keeps the window on its page: no navigation, no new windows, no embedded pages. Links to the web open in the person's browser. */
export function guardContents(
  contents: WebContents,
  shell: Pick<ElectronParts['shell'], 'openExternal'>,
  log: (message: string) => void,
): void {
  const stay = (event: { preventDefault(): void; readonly url: string }): void => {
    event.preventDefault()
    log(`desktop: the page may not go to ${event.url}`)
  }
  contents.on('will-navigate', stay)
  contents.on('will-frame-navigate', stay)
  contents.on('will-redirect', stay)
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (URL.parse(url)?.protocol === 'https:') {
      shell.openExternal(url).catch((error: unknown) => log(`desktop: ${String(error)}`))
    } else log(`desktop: the page may not open ${url}`)
    return { action: 'deny' }
  })
}

function isInside(url: string): boolean {
  const { protocol } = new URL(url)
  return url.startsWith(`${interfaceOrigin}/`) || ['blob:', 'data:', 'devtools:'].includes(protocol)
}
