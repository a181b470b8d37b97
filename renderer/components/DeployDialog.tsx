import { useState } from 'react'
import { boardLabel } from '../../contract/board.ts'
import { useAsk } from '../hooks/use-ask.ts'
import { reasonAgainst } from '../logic/board-actions.ts'
import { likelyImage } from '../logic/image-fit.ts'
import { closeDialog } from '../stores/dialog.ts'
import { useMirror } from '../stores/mirror.ts'
import { t } from '../text/translate.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { DeployChoice } from './DeployChoice.tsx'
import { DeployConfirmation } from './DeployConfirmation.tsx'

type Choice = { readonly imageId: string | null; readonly path: string | null }

/** Chooses image and storage, then asks for confirmation. What is likely is chosen already and goes straight to the
 * confirmation, so that a bench full of equal boards takes two clicks each. */
export function DeployDialog({ boardId }: { readonly boardId: string }) {
  const mirror = useMirror()
  const board = mirror.boards.get(boardId)
  const [choice, setChoice] = useState<Choice>(() => ({
    imageId: likelyImage(mirror.images, mirror.jobs.values())?.id ?? null,
    path: board?.storages.length === 1 ? (board.storages[0]?.path ?? null) : null,
  }))
  const [confirming, setConfirming] = useState(choice.imageId !== null && choice.path !== null)
  const { pending, refusal, ask } = useAsk(closeDialog)
  if (!board) return null
  const label = boardLabel(board)
  const image = mirror.images.get(choice.imageId ?? '') ?? null
  const storage = board.storages.find(({ path }) => path === choice.path) ?? null
  const job = mirror.newestJobs.get(boardId) ?? null
  return (
    <Dialog title={t('deploy.title', { label })} onClose={closeDialog}>
      {confirming && image && storage ? (
        <DeployConfirmation
          board={board}
          storage={storage}
          image={image}
          reason={reasonAgainst('deploy', { board, job, imageCount: mirror.images.size })}
          refusal={refusal}
          pending={pending}
          onChange={() => setConfirming(false)}
          onCancel={closeDialog}
          onConfirm={() =>
            ask(
              (station) =>
                station.jobs.deploy({
                  boardId,
                  imageId: image.id,
                  targetPath: storage.path,
                  targetSizeBytes: storage.sizeBytes,
                }),
              t('deploy.armed', { label }),
            )
          }
        />
      ) : (
        <DeployChoice
          board={board}
          images={[...mirror.images.values()]}
          image={image}
          storage={storage}
          onImage={(imageId) => setChoice({ ...choice, imageId })}
          onStorage={(path) => setChoice({ ...choice, path })}
          onContinue={() => setConfirming(true)}
          onCancel={closeDialog}
        />
      )}
    </Dialog>
  )
}
