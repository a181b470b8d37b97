import type { Board, Storage } from '../../contract/board.ts'
import type { Image } from '../../contract/image.ts'
import { formatBytes } from '../logic/format.ts'
import { reasonAgainstImage } from '../logic/image-fit.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { type Choice, ChoiceList } from '../ui/ChoiceList.tsx'
import { DialogButtons } from '../ui/Dialog.tsx'
import { imageOrigin } from './image-words.ts'
import { StorageChoice } from './StorageChoice.tsx'

type DeployChoiceProps = {
  readonly board: Board
  readonly images: readonly Image[]
  readonly image: Image | null
  readonly storage: Storage | null
  readonly onImage: (id: string) => void
  readonly onStorage: (path: string) => void
  readonly onContinue: () => void
  readonly onCancel: () => void
}

/** First half of the deploy dialog: which image, and which storage where there are several. */
export function DeployChoice(props: DeployChoiceProps) {
  const { board, images, image, storage, onImage, onStorage, onContinue, onCancel } = props
  const fits = image !== null && storage !== null && reasonAgainstImage(image, storage) === null
  return (
    <>
      {board.storages.length > 1 && (
        <StorageChoice
          label={t('deploy.chooseStorage')}
          storages={board.storages}
          value={storage?.path ?? null}
          onChange={onStorage}
        />
      )}
      <ChoiceList
        label={t('deploy.chooseImage')}
        value={image?.id ?? null}
        onChange={onImage}
        choices={images.map((one) => imageChoice(one, storage))}
      />
      <DialogButtons>
        <Button onPress={onCancel}>{t('ui.cancel')}</Button>
        <Button look="primary" isDisabled={!fits} onPress={onContinue}>
          {t('deploy.next')}
        </Button>
      </DialogButtons>
    </>
  )
}

function imageChoice(image: Image, storage: Storage | null): Choice {
  return {
    id: image.id,
    name: image.name,
    reason: storage && reasonAgainstImage(image, storage),
    content: (
      <>
        <span className="flex justify-between gap-3">
          <strong className="min-w-0 break-words">{image.name}</strong>
          <span className="shrink-0">{formatBytes(image.rawSize)}</span>
        </span>
        <span className="block text-sm break-words text-ink-soft">{imageOrigin(image)}</span>
      </>
    ),
  }
}
