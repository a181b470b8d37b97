import { useEffect } from 'react'
import type { ImageImport } from '../../contract/image.ts'
import { useHiddenImports } from '../stores/hidden-imports.ts'
import { useMirror } from '../stores/mirror.ts'
import { noteRunning, useSeenImports } from '../stores/seen-imports.ts'
import { cancelUpload, dismissUpload, type Upload, useUploads } from '../stores/uploads.ts'
import { t } from '../text/translate.ts'
import { ImportEnded, ImportRefused } from './ImportEnded.tsx'
import { ImportProgress } from './ImportProgress.tsx'
import { ImportRunning } from './ImportRunning.tsx'

/** Files on their way into the library, and how those ended that this window saw. */
export function ImportList() {
  const imports = useMirror((mirror) => mirror.imports)
  const uploads = useUploads((state) => state.uploads)
  const hidden = useHiddenImports((state) => state.ids)
  const seen = useSeenImports((state) => state.ids)
  useEffect(() => noteRunning(imports.values()), [imports])
  const shown = [...imports.values()].filter(
    (value) => !hidden.has(value.id) && isShown(value, seen),
  )
  // While a file is sent the station may already unpack it: that tells more, so the upload steps back.
  const running = new Set(
    shown.filter(({ state }) => state.kind === 'running').map(({ fileName }) => fileName),
  )
  const shownUploads = uploads.filter(
    ({ fileName, state }) => state.kind === 'refused' || !running.has(fileName),
  )
  if (shown.length + shownUploads.length === 0) return null
  return (
    <section aria-label={t('images.imports')} className="flex flex-col gap-2">
      {shownUploads.map((upload) => (
        <UploadRow key={upload.id} upload={upload} />
      ))}
      {shown.map((value) => (
        <ImportRow key={value.id} value={value} />
      ))}
    </section>
  )
}

function isShown({ id, state }: ImageImport, seen: ReadonlySet<string>): boolean {
  if (state.kind === 'done') return seen.has(id)
  return state.kind !== 'cancelled'
}

function UploadRow({ upload }: { readonly upload: Upload }) {
  const { id, fileName, bytesSent, bytesTotal, state } = upload
  if (state.kind === 'refused') {
    return (
      <ImportRefused
        fileName={fileName}
        words={state.message}
        onDismiss={() => dismissUpload(id)}
      />
    )
  }
  return (
    <ImportProgress
      label={t('images.uploading', { fileName })}
      done={bytesSent}
      total={bytesTotal}
      cancelLabel={t('images.cancelImport', { fileName })}
      onCancel={() => cancelUpload(id)}
    />
  )
}

function ImportRow({ value }: { readonly value: ImageImport }) {
  const { state } = value
  return state.kind === 'running' ? (
    <ImportRunning value={value} state={state} />
  ) : (
    <ImportEnded value={value} />
  )
}
