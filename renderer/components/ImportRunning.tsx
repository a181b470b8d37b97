import type { ImageImport } from '../../contract/image.ts'
import { ask } from '../api/ask.ts'
import { formatBytes } from '../logic/format.ts'
import { lastName } from '../logic/image-files.ts'
import { cancelUpload, useUploads } from '../stores/uploads.ts'
import { t } from '../text/translate.ts'
import { ImportProgress } from './ImportProgress.tsx'
import { hostOf } from './image-words.ts'

type Running = Extract<ImageImport['state'], { readonly kind: 'running' }>
type ImportRunningProps = { readonly value: ImageImport; readonly state: Running }

/** An import that the station works on: first the download, where there is one, then the sealing. */
export function ImportRunning({ value, state }: ImportRunningProps) {
  const fileName = lastName(value.fileName)
  const phase = state.phase ?? 'sealing'
  const label = { fileName }
  return (
    <ImportProgress
      key={phase}
      label={
        phase === 'downloading' ? t('images.downloading', label) : t('images.importing', label)
      }
      done={state.bytesRead}
      total={state.bytesTotal}
      extra={
        phase === 'downloading'
          ? t('images.downloadingFrom', { host: hostOf(value.url ?? '') })
          : t('images.unpacked', { size: formatBytes(state.rawBytes) })
      }
      cancelLabel={t('images.cancelImport', label)}
      onCancel={() => cancel(value)}
    />
  )
}

function cancel({ id, fileName }: ImageImport): void {
  ask((station) => station.images.cancelImport({ id }))
  for (const upload of useUploads.getState().uploads) {
    if (upload.fileName === fileName) cancelUpload(upload.id)
  }
}
