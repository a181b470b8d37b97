import { useState } from 'react'
import { type Board, boardLabel, type Storage } from '../../contract/board.ts'
import { useAsk } from '../hooks/use-ask.ts'
import { reasonAgainst } from '../logic/board-actions.ts'
import { closeDialog } from '../stores/dialog.ts'
import { useMirror } from '../stores/mirror.ts'
import { backupText, deployText } from '../text/deploy.ts'
import { uiText } from '../text/ui.ts'
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
  const [name, setName] = useState(() => backupText.defaultName(label, today()))
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
      backupText.started(label),
    )
  }
  return (
    <Dialog title={backupText.title(label)} onClose={closeDialog}>
      <p>{backupText.what}</p>
      <StorageChoice
        label={backupText.chooseStorage}
        storages={board.storages}
        value={path}
        onChange={setPath}
      />
      <Field label={backupText.name} value={name} onChange={setName} hint={backupText.nameHint} />
      {board.stage.kind !== 'ready' && <p>{deployText.notNow}</p>}
      <RefusalNotice reason={refusal ?? reason} />
      <DialogButtons>
        <Button onPress={closeDialog}>{uiText.cancel}</Button>
        <Button
          look="primary"
          isDisabled={storage === null || name.trim() === '' || reason !== null}
          isPending={pending}
          onPress={() => storage && start(storage)}
        >
          {backupText.confirm}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}

function today(): string {
  return new Date().toLocaleDateString('sv')
}
