import type { BrowserWindow } from 'electron'
import type { ElectronParts } from './electron-parts.ts'
import type { Words } from './words/english.ts'

const imageEndings = ['img', 'raw', 'wic', 'iso', 'xz', 'gz', 'bz2', 'zst', 'zip']

/** Asks for image files; full paths, empty when the person chose none. */
export async function chooseImages(
  { dialog }: Pick<ElectronParts, 'dialog'>,
  window: BrowserWindow | null,
  words: Words,
): Promise<readonly string[]> {
  const options = {
    title: words.chooseImages,
    properties: ['openFile' as const, 'multiSelections' as const],
    filters: [
      { name: words.diskImages, extensions: imageEndings },
      { name: words.allFiles, extensions: ['*'] },
    ],
  }
  const { filePaths } = await (window === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options))
  return filePaths
}
