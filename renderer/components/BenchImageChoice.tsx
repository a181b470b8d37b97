import { formatBytes } from '../logic/format.ts'
import { closeDialog } from '../stores/dialog.ts'
import { useMirror } from '../stores/mirror.ts'
import { hashOf } from '../stores/route.ts'
import { t } from '../text/translate.ts'
import { buttonClasses } from '../ui/Button.tsx'
import { ChoiceList } from '../ui/ChoiceList.tsx'
import { imageOrigin } from './image-words.ts'

type BenchImageChoiceProps = {
  readonly value: string | null
  readonly onChange: (id: string) => void
}

/** One image for all boards of a group or a batch. */
export function BenchImageChoice({ value, onChange }: BenchImageChoiceProps) {
  const images = useMirror((mirror) => mirror.images)
  if (images.size === 0) {
    return (
      <div className="flex flex-wrap items-center gap-3">
        <p>{t('reasons.noImage')}</p>
        <a
          href={hashOf({ page: 'images' })}
          onClick={closeDialog}
          className={buttonClasses('plain', false)}
        >
          {t('images.goToImages')}
        </a>
      </div>
    )
  }
  return (
    <div className="-m-1 max-h-72 overflow-auto p-1">
      <ChoiceList
        label={t('deploy.chooseImage')}
        value={value}
        onChange={onChange}
        choices={[...images.values()].map((image) => ({
          id: image.id,
          name: image.name,
          reason: null,
          content: (
            <>
              <span className="flex justify-between gap-3">
                <strong className="min-w-0 break-words">{image.name}</strong>
                <span className="shrink-0">{formatBytes(image.rawSize)}</span>
              </span>
              <span className="block text-sm break-words text-ink-soft">{imageOrigin(image)}</span>
            </>
          ),
        }))}
      />
    </div>
  )
}
