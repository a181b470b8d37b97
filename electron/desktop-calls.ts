import type { IpcMainInvokeEvent } from 'electron'
import type { DesktopUpdate } from '../contract/desktop.ts'
import type { ElectronParts } from './electron-parts.ts'
import { interfaceOrigin } from './interface-protocol.ts'

/** The calls of contract/desktop.ts as they arrive in the main process. */
export type DesktopCalls = {
  readonly requestPort: (event: IpcMainInvokeEvent) => Promise<void>
  readonly chooseImages: () => Promise<readonly string[]>
  readonly showDataFolder: () => Promise<void>
  readonly saveDiagnostics: () => Promise<string | null>
  readonly update: () => DesktopUpdate
  readonly installUpdate: () => Promise<void>
}

/** The names on which the preload script asks; the only ones that are listened to. */
export const callNames = [
  'requestPort',
  'chooseImages',
  'showDataFolder',
  'saveDiagnostics',
  'update',
  'installUpdate',
] as const satisfies readonly (keyof DesktopCalls)[]

/** Answers the calls of our own page, and of no other page or frame. None of them takes an argument. */
export function answerCalls(
  { ipcMain }: Pick<ElectronParts, 'ipcMain'>,
  calls: DesktopCalls,
): void {
  for (const name of callNames) {
    ipcMain.handle(`desktop:${name}`, (event) => {
      if (!isOurPage(event)) throw new Error('Only the page of Bootbench itself may ask for this.')
      return calls[name](event)
    })
  }
}

function isOurPage({ senderFrame }: IpcMainInvokeEvent): boolean {
  return (
    senderFrame !== null &&
    senderFrame.parent === null &&
    senderFrame.url.startsWith(`${interfaceOrigin}/`)
  )
}
