import type { Image } from '../../contract/image.ts'
import { lastName } from '../logic/image-files.ts'
import { t } from '../text/translate.ts'

/** Where an image came from, in words: the web server, the file's name without its folders, or the board that was backed up. */
export function imageOrigin({ source }: Pick<Image, 'source'>): string {
  if (source.kind === 'backup') return t('images.backup', { serial: source.boardSerial })
  if (source.url !== null) return t('images.fromUrl', { host: hostOf(source.url) })
  return t('images.imported', { fileName: lastName(source.fileName) })
}

/** The server of an address; the address itself where it has none. */
export function hostOf(url: string): string {
  return URL.parse(url)?.host || url
}
