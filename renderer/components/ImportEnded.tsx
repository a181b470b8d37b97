import { CircleCheck, CircleX, Info, X } from 'lucide-react'
import type { ImageImport } from '../../contract/image.ts'
import { lastName } from '../logic/image-files.ts'
import { useHiddenImports } from '../stores/hidden-imports.ts'
import { useMirror } from '../stores/mirror.ts'
import { hashOf } from '../stores/route.ts'
import { type StationWords, stationWords } from '../text/station-words.ts'
import { t } from '../text/translate.ts'
import { buttonClasses } from '../ui/Button.tsx'
import { CopyText } from '../ui/CopyText.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Words } from './RefusalNotice.tsx'

/** How an import ended. */
export function ImportEnded({ value }: { readonly value: ImageImport }) {
  const { id, state } = value
  const { hide } = useHiddenImports()
  const fileName = lastName(value.fileName)
  if (state.kind === 'refused') {
    return (
      <ImportRefused
        fileName={fileName}
        words={stationWords(state.code, state.message)}
        onDismiss={() => hide(id)}
      />
    )
  }
  if (state.kind !== 'done') return null
  return (
    <Notice
      tone={state.alreadyThere ? 'quiet' : 'good'}
      role="status"
      icon={state.alreadyThere ? <Info size={20} /> : <CircleCheck size={20} />}
      actions={
        <span className="flex items-center gap-1">
          <a
            href={hashOf({ page: 'image', id: state.imageId })}
            className={buttonClasses('plain', false)}
          >
            {t('images.showImage')}
          </a>
          <Dismiss onPress={() => hide(id)} />
        </span>
      }
    >
      <strong className="block">
        {state.alreadyThere
          ? t('images.alreadyThere', { fileName })
          : t('images.doneTitle', { fileName })}
      </strong>
      <FileSum imageId={state.imageId} />
    </Notice>
  )
}

/** For comparing with what stands beside the download. */
function FileSum({ imageId }: { readonly imageId: string }) {
  const source = useMirror(({ images }) => images.get(imageId)?.source)
  if (source?.kind !== 'import') return null
  return (
    <span className="flex flex-wrap items-center gap-x-2 text-sm">
      {t('images.doneSum')}
      <CopyText text={source.compressedSha256} label={t('images.copySum')} />
    </span>
  )
}

type ImportRefusedProps = {
  readonly fileName: string
  readonly words: string | StationWords
  readonly onDismiss: () => void
}

/** Why a file did not become an image. */
export function ImportRefused({ fileName, words, onDismiss }: ImportRefusedProps) {
  return (
    <Notice
      tone="danger"
      role="alert"
      icon={<CircleX size={20} />}
      actions={<Dismiss onPress={onDismiss} />}
    >
      <strong className="block">{t('images.refused', { fileName })}</strong>
      <Words of={words} />
    </Notice>
  )
}

function Dismiss({ onPress }: { readonly onPress: () => void }) {
  return (
    <IconButton look="ghost" label={t('ui.dismiss')} icon={<X size={20} />} onPress={onPress} />
  )
}
