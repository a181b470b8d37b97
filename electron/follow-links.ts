import { linkScheme, routeOfArguments, routeOfLink } from './deep-link.ts'
import type { ElectronParts } from './electron-parts.ts'

/**
 * Shows what a deep link names, and the window for every further start of the app. Links come in the second start's command
 * line (Windows, Linux) or as an event (macOS).
 */
export function followLinks(
  { app }: Pick<ElectronParts, 'app'>,
  openRoute: (route: string | null) => void,
): void {
  // From a checkout it would register the bare Electron runtime for everybody's links.
  if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme)
  app.on('second-instance', (_event, commandLine) => openRoute(routeOfArguments(commandLine)))
  app.on('open-url', (event, url) => {
    event.preventDefault()
    openRoute(routeOfLink(url))
  })
  app.on('activate', () => openRoute(null))
}
