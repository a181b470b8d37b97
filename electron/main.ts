// The entry of the desktop app: gives the parts of Electron to startDesktop, and touches process and command line for everybody else.
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
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
import { outsideOfImage } from './outside-of-image.ts'
import { dataFolderOf, placesOf } from './places.ts'

// `--data=FOLDER`: everything of this app in another folder, for trying things out and for tests.
const chosenFolder = app.commandLine.getSwitchValue('data')
if (chosenFolder !== '') app.setPath('userData', chosenFolder)
const userDataPath = app.getPath('userData')

const places = outsideOfImage(
  placesOf({
    appPath: app.getAppPath(),
    resourcesPath: process.resourcesPath,
    userDataPath,
    dataFolder:
      chosenFolder === ''
        ? dataFolderOf({
            platform: process.platform,
            homeFolder: homedir(),
            userDataPath,
            environment: process.env,
          })
        : join(chosenFolder, 'station'),
    isPackaged: app.isPackaged,
  }),
  process.env.APPIMAGE,
)

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
  onDefect: (tell) => {
    process.on('uncaughtException', tell)
    process.on('unhandledRejection', tell)
  },
  now: Date.now,
})
