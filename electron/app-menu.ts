import type { ElectronParts } from './electron-parts.ts'

/**
 * macOS needs a menu for copy, paste and quit; elsewhere the window has none, and with it no keys for reloading or developer
 * tools. (A checkout keeps Electron's own menu.)
 */
export function setAppMenu({ Menu }: Pick<ElectronParts, 'Menu'>, platform: NodeJS.Platform): void {
  Menu.setApplicationMenu(
    platform === 'darwin'
      ? Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }])
      : null,
  )
}
