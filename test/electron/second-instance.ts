// Loaded before the bundled main process on plain Node: an electron module of an app that runs already, so that the main
// process is loaded whole, finds the other one, and ends.
import { registerHooks } from 'node:module'

const unused = [
  ...['BrowserWindow', 'dialog', 'ipcMain', 'Menu', 'MessageChannelMain', 'Notification'],
  ...['powerSaveBlocker', 'screen', 'session', 'shell', 'Tray', 'utilityProcess'],
]
const source = `
  ${unused.map((name) => `export const ${name} = {}`).join('\n')}
  export const protocol = { registerSchemesAsPrivileged: () => undefined }
  export const app = {
    commandLine: { getSwitchValue: () => '' },
    isPackaged: false,
    getAppPath: () => '/app',
    getPath: () => '/user-data',
    getVersion: () => '1.0.0',
    requestSingleInstanceLock: () => false,
    quit: () => process.exit(0),
  }
  export default {}
`

Object.assign(process, { resourcesPath: '/resources' })
registerHooks({
  resolve: (name, context, next) =>
    name === 'electron' ? { url: 'stand-in:electron', shortCircuit: true } : next(name, context),
  load: (url, context, next) =>
    url === 'stand-in:electron'
      ? { format: 'module', source, shortCircuit: true }
      : next(url, context),
})
