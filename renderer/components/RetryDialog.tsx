import { boardLabel } from '../../contract/board.ts'
import type { Job } from '../../contract/job.ts'
import { useAsk } from '../hooks/use-ask.ts'
import { reasonAgainst } from '../logic/board-actions.ts'
import { closeDialog } from '../stores/dialog.ts'
import { useMirror } from '../stores/mirror.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog, DialogButtons } from '../ui/Dialog.tsx'
import { DeployConfirmation } from './DeployConfirmation.tsx'
import { RefusalNotice } from './RefusalNotice.tsx'

type RetryDialogProps = { readonly boardId: string; readonly job: Job }

/** The same confirmation once more before a failed or cancelled deploy is done again. */
export function RetryDialog({ boardId, job }: RetryDialogProps) {
  const mirror = useMirror()
  const { pending, refusal, ask } = useAsk(closeDialog)
  const board = mirror.boards.get(boardId)
  if (!board) return null
  const label = boardLabel(board)
  const image = mirror.images.get(job.imageId ?? '')
  const storage = board.storages.find(
    ({ path, sizeBytes }) => path === job.target.path && sizeBytes === job.target.sizeBytes,
  )
  const newest = mirror.newestJobs.get(boardId) ?? null
  return (
    <Dialog title={t('jobs.retryTitle', { label })} onClose={closeDialog}>
      {image && storage ? (
        <DeployConfirmation
          board={board}
          storage={storage}
          image={image}
          reason={reasonAgainst('retry', { board, job: newest, imageCount: mirror.images.size })}
          refusal={refusal}
          pending={pending}
          onChange={null}
          onCancel={closeDialog}
          onConfirm={() =>
            ask((station) => station.jobs.retry({ id: job.id }), t('deploy.armed', { label }))
          }
        />
      ) : (
        <>
          <RefusalNotice reason={t(image ? 'reasons.targetGone' : 'reasons.imageGone')} />
          <DialogButtons>
            <Button onPress={closeDialog}>{t('ui.close')}</Button>
          </DialogButtons>
        </>
      )}
    </Dialog>
  )
}
