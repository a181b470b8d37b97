import { toast } from 'sonner'
import type { Desktop } from '../../contract/desktop.ts'
import { ask } from '../api/ask.ts'
import { desktop } from '../api/desktop.ts'
import { importPath } from '../api/import-image.ts'
import { lastName, pairWithBmaps } from '../logic/image-files.ts'
import { startUpload } from '../stores/uploads.ts'
import { t } from '../text/translate.ts'

/** Imports files that were dropped or chosen: by their paths where the desktop shell knows them, else by sending them. */
export function importFiles(files: readonly File[]): void {
  const shell = desktop()
  if (shell) importPathsOf(files, shell)
  else uploadFiles(files)
}

function importPathsOf(files: readonly File[], shell: Desktop<File>): void {
  const paths = files.map((file) => shell.pathOf(file))
  if (paths.includes(null)) tell(t('images.notAFile'))
  importPaths(paths.filter((path) => path !== null))
}

/** Asks the desktop shell for files and imports them. */
export async function chooseAndImport(): Promise<void> {
  const paths = await desktop()?.chooseImages()
  importPaths(paths ?? [])
}

/** Imports files of the station's computer, each image with the bmap that was named with it. */
function importPaths(paths: readonly string[]): void {
  const { images, lonelyBmaps } = pairWithBmaps(paths, (path) => path)
  for (const { image, bmap } of images) {
    const bmapPath = bmap === null ? {} : { bmapPath: bmap }
    ask((station) => importPath(station, { path: image, ...bmapPath }))
  }
  for (const path of lonelyBmaps) tell(t('images.bmapNeedsImage', { fileName: lastName(path) }))
}

function uploadFiles(files: readonly File[]): void {
  const { images, lonelyBmaps } = pairWithBmaps(files, ({ name }) => name)
  for (const { image, bmap } of images) {
    startUpload(image)
    if (bmap) tell(t('images.bmapNeedsPath', { fileName: bmap.name }))
  }
  for (const { name } of lonelyBmaps) tell(t('images.bmapNeedsPath', { fileName: name }))
}

function tell(words: string): void {
  toast.error(words, { duration: Number.POSITIVE_INFINITY })
}
