import { dropOrphanedBackups } from './drop-orphaned-backups.ts'
import { download } from './images/download.ts'
import { createImportList, type ImportList } from './images/import-list.ts'
import { type ImageLibrary, openImageLibrary } from './images/library.ts'
import type { ChangeFeed } from './mirror/change-feed.ts'
import type { Jobs } from './provisioning/jobs.ts'
import type { DataFolder } from './storage/data-folder.ts'

/** Opens the image library and joins it with imports and user interfaces. */
export async function buildImages(parts: {
  readonly data: DataFolder
  readonly jobs: Jobs
  readonly changes: ChangeFeed
  /** zstd level for imported images; null for the library's own choice. */
  readonly compressionLevel: number | null
  readonly clock: () => number
  readonly log: (message: string) => void
}): Promise<{
  readonly images: ImageLibrary
  readonly imports: ImportList
  /** Tells user interfaces of an image that is new. */
  readonly publishImage: (id: string) => void
}> {
  const { data, jobs, changes, compressionLevel, clock, log } = parts
  const images = await openImageLibrary({
    folder: data.imagesFolder,
    signingKey: data.signingKey,
    log,
    clock,
  })
  await dropOrphanedBackups(images, jobs, log)
  const publishImage = (id: string): void => {
    const image = images.get(id)
    if (image !== undefined) changes.publish({ kind: 'imageChanged', image })
  }
  const imports = createImportList({
    importImage: (source, control) =>
      images.import(compressionLevel === null ? source : { ...source, compressionLevel }, control),
    fetchFile: (source, control) => download({ ...source, ...control, folder: data.uploadsFolder }),
    onChanged: (change) => {
      if (change.state.kind === 'done') publishImage(change.state.imageId)
      changes.publish({ kind: 'importChanged', import: change })
    },
  })
  return { images, imports, publishImage }
}
