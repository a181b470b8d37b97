import { TriangleAlert } from 'lucide-react'
import type { Board, Storage } from '../../contract/board.ts'
import type { Image } from '../../contract/image.ts'
import { reasonAgainstImage } from '../logic/image-fit.ts'
import type { StationWords } from '../text/station-words.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { DialogButtons } from '../ui/Dialog.tsx'
import { Notice } from '../ui/Notice.tsx'
import { DeploySummary } from './DeploySummary.tsx'
import { RefusalNotice } from './RefusalNotice.tsx'

type DeployConfirmationProps = {
  readonly board: Board
  readonly storage: Storage
  readonly image: Image
  /** Why it can't be done any more: the board may have changed while the dialog was open. */
  readonly reason: string | null
  readonly refusal: StationWords | null
  readonly pending: boolean
  /** Goes back to the choice of image and storage; null where there is none. */
  readonly onChange: (() => void) | null
  readonly onCancel: () => void
  readonly onConfirm: () => void
}

/** Names the board, the storage and the image, and says what is lost. Nothing is erased before this. */
export function DeployConfirmation(props: DeployConfirmationProps) {
  const { board, storage, image, reason, refusal, pending, onChange, onCancel, onConfirm } = props
  const against = reason ?? reasonAgainstImage(image, storage)
  return (
    <>
      <DeploySummary board={board} storage={storage} image={image} />
      <Notice tone="danger" icon={<TriangleAlert size={22} />}>
        <strong>{t('deploy.warning')}</strong>
        {storage.sizeBytes === 0 && <p>{t('deploy.sizeUnknown')}</p>}
        {board.stage.kind !== 'ready' && <p>{t('deploy.notNow')}</p>}
      </Notice>
      <RefusalNotice reason={refusal ?? against} />
      <DialogButtons>
        {onChange && (
          <div className="mr-auto">
            <Button look="ghost" onPress={onChange}>
              {t('deploy.change')}
            </Button>
          </div>
        )}
        <Button onPress={onCancel}>{t('ui.cancel')}</Button>
        <Button look="danger" isDisabled={against !== null} isPending={pending} onPress={onConfirm}>
          {t('deploy.confirm')}
        </Button>
      </DialogButtons>
    </>
  )
}
