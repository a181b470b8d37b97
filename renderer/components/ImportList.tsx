import { CircleX, Info, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ImageImport } from '../../contract/image.ts'
import { ask } from '../api/ask.ts'
import { formatBytes, percentOf } from '../logic/format.ts'
import { useHiddenImports } from '../stores/hidden-imports.ts'
import { useMirror } from '../stores/mirror.ts'
import { cancelUpload, dismissUpload, type Upload, useUploads } from '../stores/uploads.ts'
import { imageText } from '../text/images.ts'
import { jobText } from '../text/jobs.ts'
import { uiText } from '../text/ui.ts'
import { Button } from '../ui/Button.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Progress } from '../ui/Progress.tsx'

/** Files on their way into the library, and those that were refused. */
export function ImportList() {
  const imports = useMirror((mirror) => mirror.imports)
  const uploads = useUploads((state) => state.uploads)
  const hidden = useHiddenImports((state) => state.ids)
  const shownImports = [...imports.values()].filter(
    (value) => isShown(value) && !hidden.has(value.id),
  )
  // While a file is sent the station may already unpack it: that tells more, so the upload steps back.
  const running = new Set(
    shownImports.filter(({ state }) => state.kind === 'running').map(({ fileName }) => fileName),
  )
  const shownUploads = uploads.filter(
    ({ fileName, state }) => state.kind === 'refused' || !running.has(fileName),
  )
  if (shownImports.length + shownUploads.length === 0) return null
  return (
    <section aria-label={imageText.imports} className="flex flex-col gap-2">
      {shownUploads.map((upload) => (
        <UploadRow key={upload.id} upload={upload} />
      ))}
      {shownImports.map((value) => (
        <ImportRow key={value.id} value={value} />
      ))}
    </section>
  )
}

function isShown({ state }: ImageImport): boolean {
  // A finished import is a row of the table; only that nothing new came of it must be said here.
  return (
    state.kind === 'running' ||
    state.kind === 'refused' ||
    (state.kind === 'done' && state.alreadyThere)
  )
}

function UploadRow({ upload }: { readonly upload: Upload }) {
  const { id, fileName, bytesSent, bytesTotal, state } = upload
  if (state.kind === 'refused') {
    return (
      <Refused fileName={fileName} message={state.message} onDismiss={() => dismissUpload(id)} />
    )
  }
  return (
    <RunningRow
      label={imageText.uploading(fileName)}
      done={bytesSent}
      total={bytesTotal}
      cancelLabel={imageText.cancelImport(fileName)}
      onCancel={() => cancelUpload(id)}
    />
  )
}

function ImportRow({ value }: { readonly value: ImageImport }) {
  const { id, fileName, state } = value
  const { hide } = useHiddenImports()
  if (state.kind === 'refused') {
    return <Refused fileName={fileName} message={state.message} onDismiss={() => hide(id)} />
  }
  if (state.kind !== 'running') {
    return (
      <Notice tone="quiet" icon={<Info size={20} />} actions={<Dismiss onPress={() => hide(id)} />}>
        {imageText.alreadyThere(fileName)}
      </Notice>
    )
  }
  return (
    <RunningRow
      label={imageText.importing(fileName)}
      done={state.bytesRead}
      total={state.bytesTotal}
      extra={imageText.unpacked(formatBytes(state.rawBytes))}
      cancelLabel={imageText.cancelImport(fileName)}
      onCancel={() => {
        ask((station) => station.images.cancelImport({ id }))
        for (const upload of useUploads.getState().uploads) {
          if (upload.fileName === fileName) cancelUpload(upload.id)
        }
      }}
    />
  )
}

type RunningRowProps = {
  readonly label: string
  readonly done: number
  readonly total: number
  readonly extra?: ReactNode
  readonly cancelLabel: string
  readonly onCancel: () => void
}

function RunningRow({ label, done, total, extra, cancelLabel, onCancel }: RunningRowProps) {
  return (
    <div className="flex flex-wrap items-center gap-4 rounded-2xl border border-line bg-surface p-4 shadow-low">
      <div className="min-w-0 flex-1 basis-60">
        <Progress label={label} percent={percentOf(done, total)} />
        <p className="mt-1 flex justify-between gap-3 text-sm text-ink-soft">
          <span>{jobText.bytes(formatBytes(done), formatBytes(total))}</span>
          {extra}
        </p>
      </div>
      <Button aria-label={cancelLabel} onPress={onCancel}>
        {uiText.cancel}
      </Button>
    </div>
  )
}

type RefusedProps = {
  readonly fileName: string
  readonly message: string
  readonly onDismiss: () => void
}

function Refused({ fileName, message, onDismiss }: RefusedProps) {
  return (
    <Notice
      tone="danger"
      role="alert"
      icon={<CircleX size={20} />}
      actions={<Dismiss onPress={onDismiss} />}
    >
      <strong className="block">{imageText.refused(fileName)}</strong>
      {message}
    </Notice>
  )
}

function Dismiss({ onPress }: { readonly onPress: () => void }) {
  return <IconButton look="ghost" label={uiText.dismiss} icon={<X size={20} />} onPress={onPress} />
}
