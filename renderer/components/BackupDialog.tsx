import { useState } from 'react'
import { type Board, boardLabel, type Storage } from '../../contract/board.ts'
import { useAsk } from '../hooks/use-ask.ts'
import { reasonAgainst } from '../logic/board-actions.ts'
import { closeDialog } from '../stores/dialog.ts'
import { useMirror } from '../stores/mirror.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog, DialogButtons } from '../ui/Dialog.tsx'
import { Field } from '../ui/Field.tsx'
import { RefusalNotice } from './RefusalNotice.tsx'
import { StorageChoice } from './StorageChoice.tsx'

/** Chooses the storage to read and names the image that is made from it. */
export function BackupDialog({ boardId }: { readonly boardId: string }) {
  const board = useMirror(({ boards }) => boards.get(boardId))
  return board ? <BackupForm board={board} /> : null
}

function BackupForm({ board }: { readonly board: Board }) {
  const label = boardLabel(board)
  const job = useMirror(({ newestJobs }) => newestJobs.get(board.id)) ?? null
  const [path, setPath] = useState<string | null>(board.storages[0]?.path ?? null)
  const [name, setName] = useState(() => t('backup.defaultName', { label, date: today() }))
  const { pending, refusal, ask } = useAsk(closeDialog)
  const storage = board.storages.find((one) => one.path === path) ?? null
  const reason = reasonAgainst('backup', { board, job, imageCount: 0 })
  function start(target: Storage) {
    ask(
      (station) =>
        station.jobs.backup({
          boardId: board.id,
          targetPath: target.path,
          targetSizeBytes: target.sizeBytes,
          imageName: name.trim(),
        }),
      t('backup.started', { label }),
    )
  }
  return (
    <Dialog title={t('backup.title', { label })} onClose={closeDialog}>
      <p>{t('backup.what')}</p>
      <StorageChoice
        label={t('backup.chooseStorage')}
        storages={board.storages}
        value={path}
        onChange={setPath}
      />
      <Field label={t('backup.name')} value={name} onChange={setName} hint={t('backup.nameHint')} />
      {board.stage.kind !== 'ready' && <p>{t('deploy.notNow')}</p>}
      <RefusalNotice reason={refusal ?? reason} />
      <DialogButtons>
        <Button onPress={closeDialog}>{t('ui.cancel')}</Button>
        <Button
          look="primary"
          isDisabled={storage === null || name.trim() === '' || reason !== null}
          isPending={pending}
          onPress={() => storage && start(storage)}
        >
          {t('backup.confirm')}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}

function today(): string {
  return new Date().toLocaleDateString('sv')
}
