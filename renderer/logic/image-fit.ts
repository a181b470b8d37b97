import type { Storage } from '../../contract/board.ts'
import type { Image } from '../../contract/image.ts'
import type { Job } from '../../contract/job.ts'
import { currentLanguage, t } from '../text/translate.ts'
import { formatBytes } from './format.ts'

/** Why this image can't be written to this storage, in words; null when it fits or the storage's size is not known (0).
 * The agent checks again. */
export function reasonAgainstImage(
  image: Pick<Image, 'rawSize'>,
  storage: Pick<Storage, 'sizeBytes'>,
): string | null {
  if (storage.sizeBytes === 0 || image.rawSize <= storage.sizeBytes) return null
  const needed = formatBytes(image.rawSize)
  const there = formatBytes(storage.sizeBytes)
  // Two sizes may differ and still read the same when rounded: then tell the bytes.
  return needed === there
    ? t('reasons.imageTooLarge', {
        image: exactBytes(image.rawSize),
        storage: exactBytes(storage.sizeBytes),
      })
    : t('reasons.imageTooLarge', { image: needed, storage: there })
}

/** The image of the newest deploy that still exists, else the only image, else null: a bench repeats itself. */
export function likelyImage(images: ReadonlyMap<string, Image>, jobs: Iterable<Job>): Image | null {
  let newest: Job | null = null
  for (const job of jobs) {
    const known = job.kind === 'deploy' && job.imageId !== null && images.has(job.imageId)
    if (known && (!newest || job.createdAt > newest.createdAt)) newest = job
  }
  if (newest?.imageId) return images.get(newest.imageId) ?? null
  const [first] = images.values()
  return images.size === 1 && first ? first : null
}

function exactBytes(bytes: number): string {
  return t('bench.exactBytes', { bytes: bytes.toLocaleString(currentLanguage()) })
}
