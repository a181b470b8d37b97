import type { Image } from '../../contract/image.ts'
import { t } from '../text/translate.ts'

/** Where an image came from, in words: the file's name without its folders, or the board that was backed up. */
export function imageOrigin({ source }: Pick<Image, 'source'>): string {
  if (source.kind === 'backup') return t('images.backup', { serial: source.boardSerial })
  return t('images.imported', { fileName: source.fileName.split(/[\\/]/).at(-1) ?? '' })
}
