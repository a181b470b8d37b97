import type * as electron from 'electron'

/**
 * The parts of Electron that the desktop app uses. Only main.ts, preload.ts and station-process.ts touch the module itself;
 * everything else is given these as values, so that it runs in a test without the Electron runtime.
 */
export type ElectronParts = Pick<
  typeof electron,
  | 'app'
  | 'BrowserWindow'
  | 'dialog'
  | 'ipcMain'
  | 'Menu'
  | 'MessageChannelMain'
  | 'Notification'
  | 'powerSaveBlocker'
  | 'protocol'
  | 'screen'
  | 'session'
  | 'shell'
  | 'Tray'
  | 'utilityProcess'
>
