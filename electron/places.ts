import { join } from 'node:path'

/** Where the files of the desktop app lie, in a checkout and in an installed app. */
export type Places = {
  readonly interfaceFolder: string
  readonly preloadPath: string
  readonly stationModulePath: string
  readonly iconFolder: string
  readonly brokerPath: string
  readonly moverPath: string
  /** initramfs/provisioning-client.sh; packed beside the helpers. */
  readonly clientPath: string
  /** The udev rules that the doctor installs. */
  readonly rulesFolder: string
  /** Kernel and initramfs for boards, as they were built. */
  readonly bootFolder: string
  /** Everything that the station keeps. */
  readonly dataFolder: string
  readonly logFolder: string
  readonly windowStatePath: string
  /** Written by electron-builder where a feed was configured: without it there are no updates. */
  readonly updateConfigurationPath: string
}

const clientName = 'provisioning-client.sh'

/**
 * `appPath` is the folder with package.json (inside app.asar when packed). What the operating system must be able to run or
 * map (helpers, boot files) lies outside of the archive in `resourcesPath`.
 */
export function placesOf(app: {
  readonly appPath: string
  readonly resourcesPath: string
  /** Electron's own folder: cookies, window, caches. */
  readonly userDataPath: string
  readonly dataFolder: string
  readonly isPackaged: boolean
}): Places {
  const built = join(app.appPath, 'build')
  const outside = app.isPackaged ? app.resourcesPath : built
  return {
    interfaceFolder: join(built, 'renderer'),
    preloadPath: join(built, 'desktop', 'preload.cjs'),
    stationModulePath: join(built, 'desktop', 'station-process.js'),
    iconFolder: join(app.appPath, 'resources', 'desktop'),
    brokerPath: join(outside, 'native', 'bootbench-broker'),
    moverPath: join(outside, 'native', 'bootbench-tftp-mover'),
    clientPath: app.isPackaged
      ? join(outside, 'native', clientName)
      : join(app.appPath, 'initramfs', clientName),
    rulesFolder: app.isPackaged ? join(outside, 'udev') : join(app.appPath, 'resources', 'udev'),
    bootFolder: join(outside, 'initramfs'),
    dataFolder: app.dataFolder,
    logFolder: join(app.dataFolder, 'logs'),
    windowStatePath: join(app.userDataPath, 'window.json'),
    updateConfigurationPath: join(app.resourcesPath, 'app-update.yml'),
  }
}

/**
 * Where images and history lie: gigabytes, which do not belong into the folder of settings (Linux: ~/.config, XDG Base Directory
 * Specification) nor into a profile that Windows copies over the network (Roaming).
 */
export function dataFolderOf(computer: {
  readonly platform: NodeJS.Platform
  readonly homeFolder: string
  readonly userDataPath: string
  readonly environment: Readonly<Record<string, string | undefined>>
}): string {
  const { platform, homeFolder, userDataPath, environment } = computer
  if (platform === 'linux') {
    const data = environment.XDG_DATA_HOME ?? join(homeFolder, '.local', 'share')
    return join(data, 'bootbench-desktop')
  }
  if (platform === 'win32' && environment.LOCALAPPDATA !== undefined) {
    return join(environment.LOCALAPPDATA, 'Bootbench', 'station')
  }
  return join(userDataPath, 'station')
}
