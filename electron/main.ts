// The entry of the desktop app: gives the parts of Electron to startDesktop, and touches process and command line for everybody else.
import { existsSync } from 'node:fs'
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  Notification,
  powerSaveBlocker,
  protocol,
  screen,
  session,
  shell,
  Tray,
  utilityProcess,
} from 'electron'
import electronUpdater from 'electron-updater'
import { startDesktop } from './desktop-app.ts'
import { placesOf } from './places.ts'

// `--data=FOLDER`: everything of this app in another folder, for trying things out and for tests.
const data = app.commandLine.getSwitchValue('data')
if (data !== '') app.setPath('userData', data)

const places = placesOf({
  appPath: app.getAppPath(),
  resourcesPath: process.resourcesPath,
  userDataPath: app.getPath('userData'),
  isPackaged: app.isPackaged,
})

// A defect of the shell must not end the station that it holds; Electron would show a dialog and go on as well.
process.on('uncaughtException', (error) => process.stderr.write(`desktop: ${error.stack}\n`))

startDesktop({
  electron: {
    app,
    BrowserWindow,
    dialog,
    ipcMain,
    Menu,
    MessageChannelMain,
    Notification,
    powerSaveBlocker,
    protocol,
    screen,
    session,
    shell,
    Tray,
    utilityProcess,
  },
  places,
  version: app.getVersion(),
  commandLine: process.argv.slice(1),
  platform: process.platform,
  development: !app.isPackaged,
  updateSource:
    app.isPackaged && existsSync(places.updateConfigurationPath)
      ? electronUpdater.autoUpdater
      : null,
  now: Date.now,
})
