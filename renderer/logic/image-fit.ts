import type { Storage } from '../../contract/board.ts'
import type { Image } from '../../contract/image.ts'
import type { Job } from '../../contract/job.ts'
import { reasons } from '../text/reasons.ts'
import { formatBytes } from './format.ts'

/** Why this image can't be written to this storage, in words; null when it fits. The agent checks again. */
export function reasonAgainstImage(
  image: Pick<Image, 'rawSize'>,
  storage: Pick<Storage, 'sizeBytes'>,
): string | null {
  if (image.rawSize <= storage.sizeBytes) return null
  const sizes = [image.rawSize, storage.sizeBytes] as const
  // Two sizes may differ and still read the same when rounded: then tell the bytes.
  const [needed, there] = sizes.map(formatBytes)
  return needed !== there && needed !== undefined && there !== undefined
    ? reasons.imageTooLarge(needed, there)
    : reasons.imageTooLarge(
        ...(sizes.map((size) => `${size.toLocaleString('en')} bytes`) as [string, string]),
      )
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
