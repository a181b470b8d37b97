import { join } from 'node:path'

/** Where the files of the desktop app lie, in a checkout and in an installed app. */
export type Places = {
  readonly interfaceFolder: string
  readonly preloadPath: string
  readonly stationModulePath: string
  readonly iconFolder: string
  readonly brokerPath: string
  readonly moverPath: string
  /** Kernel and initramfs for boards, as they were built. */
  readonly bootFolder: string
  /** Everything that the station keeps. */
  readonly dataFolder: string
  readonly logFolder: string
  readonly windowStatePath: string
  /** Written by electron-builder where a feed was configured: without it there are no updates. */
  readonly updateConfigurationPath: string
}

/**
 * `appPath` is the folder with package.json (inside app.asar when packed). What the operating system must be able to run or
 * map (helpers, boot files) lies outside of the archive in `resourcesPath`.
 */
export function placesOf(app: {
  readonly appPath: string
  readonly resourcesPath: string
  readonly userDataPath: string
  readonly isPackaged: boolean
}): Places {
  const built = join(app.appPath, 'build')
  const outside = app.isPackaged ? app.resourcesPath : built
  const dataFolder = join(app.userDataPath, 'station')
  return {
    interfaceFolder: join(built, 'renderer'),
    preloadPath: join(built, 'desktop', 'preload.cjs'),
    stationModulePath: join(built, 'desktop', 'station-process.js'),
    iconFolder: join(app.appPath, 'resources', 'desktop'),
    brokerPath: join(outside, 'native', 'bootbench-broker'),
    moverPath: join(outside, 'native', 'bootbench-tftp-mover'),
    bootFolder: join(outside, 'initramfs'),
    dataFolder,
    logFolder: join(app.userDataPath, 'logs'),
    windowStatePath: join(app.userDataPath, 'window.json'),
    updateConfigurationPath: join(app.resourcesPath, 'app-update.yml'),
  }
}
