import { useState } from 'react'
import { toast } from 'sonner'
import { boardLabel } from '../../contract/board.ts'
import { useGroupRun } from '../hooks/use-group-run.ts'
import { planStorageGroup, storageKindsOf } from '../logic/group-plan.ts'
import { closeDialog } from '../stores/dialog.ts'
import { clearSelection } from '../stores/selection.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog, DialogButtons } from '../ui/Dialog.tsx'
import { GroupRunView, LeftOutList, TargetList } from './BenchGroupLists.tsx'
import { BenchKindChoice, storageReasons } from './BenchKindChoice.tsx'
import { useMembers } from './BenchSelection.tsx'

/** Backs up the only storage of one kind of each chosen board. */
export function BenchGroupBackup({ boardIds }: { readonly boardIds: readonly string[] }) {
  const members = useMembers(boardIds)
  const kinds = storageKindsOf(members.map(({ board }) => board))
  const [chosen, setKind] = useState(kinds[0] ?? null)
  const kind = chosen ?? kinds[0] ?? 'emmc'
  const { targets, leftOut } = planStorageGroup('backup', members, kind, null, storageReasons)
  const { run, start } = useGroupRun((count) => {
    toast.success(t('bench.didAll', { count }))
    clearSelection()
    closeDialog()
  })
  const ended = run.kind === 'ended'
  const count = targets.length
  return (
    <Dialog title={t('bench.backupTitle', { count })} onClose={closeDialog} wide>
      <p>{t('bench.backupWhat')}</p>
      {!ended && (
        <>
          <BenchKindChoice
            label={t('backup.chooseStorage')}
            hint={t('bench.storageKindHint')}
            kinds={kinds}
            value={kind}
            onChange={setKind}
          />
          {count > 0 && <TargetList targets={targets} />}
          <LeftOutList leftOut={leftOut} />
        </>
      )}
      <GroupRunView run={run} />
      <DialogButtons>
        <Button onPress={closeDialog}>{t(ended ? 'ui.close' : 'ui.cancel')}</Button>
        {!ended && (
          <Button
            look="primary"
            isDisabled={count === 0}
            isPending={run.kind === 'running'}
            onPress={() =>
              start(targets, async (station, { board, storage }) => {
                if (!storage) return
                await station.jobs.backup({
                  boardId: board.id,
                  targetPath: storage.path,
                  targetSizeBytes: storage.sizeBytes,
                  imageName: t('backup.defaultName', { label: boardLabel(board), date: today() }),
                })
              })
            }
          >
            {t('bench.doBackup', { count })}
          </Button>
        )}
      </DialogButtons>
    </Dialog>
  )
}

function today(): string {
  return new Date().toLocaleDateString('sv')
}
