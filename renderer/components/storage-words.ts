import type { Storage } from '../../contract/board.ts'
import { formatBytes } from '../logic/format.ts'
import { t } from '../text/translate.ts'

/** Kind and size of a storage: `eMMC 7.8 GB`. A seed-era client does not tell the size; it is 0 then. */
export function storageWords({ kind, sizeBytes }: Pick<Storage, 'kind' | 'sizeBytes'>): string {
  const size = sizeBytes > 0 ? formatBytes(sizeBytes) : t('boards.sizeUnknown')
  return `${t(`boards.storageKind.${kind}`)} ${size}`
}
