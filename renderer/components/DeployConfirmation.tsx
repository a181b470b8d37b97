import { TriangleAlert } from 'lucide-react'
import type { Board, Storage } from '../../contract/board.ts'
import type { Image } from '../../contract/image.ts'
import { reasonAgainstImage } from '../logic/image-fit.ts'
import { deployText } from '../text/deploy.ts'
import { uiText } from '../text/ui.ts'
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
  readonly refusal: string | null
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
        <strong>{deployText.warning}</strong>
        {storage.sizeBytes === 0 && <p>{deployText.sizeUnknown}</p>}
        {board.stage.kind !== 'ready' && <p>{deployText.notNow}</p>}
      </Notice>
      <RefusalNotice reason={refusal ?? against} />
      <DialogButtons>
        {onChange && (
          <div className="mr-auto">
            <Button look="ghost" onPress={onChange}>
              {deployText.change}
            </Button>
          </div>
        )}
        <Button onPress={onCancel}>{uiText.cancel}</Button>
        <Button look="danger" isDisabled={against !== null} isPending={pending} onPress={onConfirm}>
          {deployText.confirm}
        </Button>
      </DialogButtons>
    </>
  )
}
