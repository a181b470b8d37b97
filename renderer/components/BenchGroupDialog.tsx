import { toast } from 'sonner'
import { useGroupRun } from '../hooks/use-group-run.ts'
import { type GroupAction, planGroup } from '../logic/group-plan.ts'
import { closeDialog } from '../stores/dialog.ts'
import { clearSelection } from '../stores/selection.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog, DialogButtons } from '../ui/Dialog.tsx'
import { BenchGroupBackup } from './BenchGroupBackup.tsx'
import { BenchGroupDeploy } from './BenchGroupDeploy.tsx'
import { GroupRunView, LeftOutList, TargetList } from './BenchGroupLists.tsx'
import { useMembers } from './BenchSelection.tsx'

export type BenchGroupDialogProps = {
  readonly action: GroupAction
  /** The boards that were chosen when the dialog was opened. */
  readonly boardIds: readonly string[]
}

/** Says what the chosen boards will be told, to which of them, and which are left out and why; then tells them. */
export function BenchGroupDialog({ action, boardIds }: BenchGroupDialogProps) {
  switch (action) {
    case 'deploy':
      return <BenchGroupDeploy boardIds={boardIds} />
    case 'backup':
      return <BenchGroupBackup boardIds={boardIds} />
    default:
      return <PlainGroupDialog action={action} boardIds={boardIds} />
  }
}

type PlainAction = Exclude<GroupAction, 'deploy' | 'backup'>
type PlainGroupDialogProps = {
  readonly action: PlainAction
  readonly boardIds: readonly string[]
}

/** For what works on no storage. */
function PlainGroupDialog({ action, boardIds }: PlainGroupDialogProps) {
  const { targets, leftOut } = planGroup(action, useMembers(boardIds))
  const { run, start } = useGroupRun((count) => {
    toast.success(t('bench.didAll', { count }))
    if (action === 'forget') clearSelection()
    closeDialog()
  })
  const words = wordsOf(action, targets.length)
  const ended = run.kind === 'ended'
  return (
    <Dialog
      title={words.title}
      onClose={closeDialog}
      wide
      role={action === 'forget' ? 'alertdialog' : 'dialog'}
    >
      <p>{words.what}</p>
      {!ended && targets.length > 0 && <TargetList targets={targets} />}
      {!ended && <LeftOutList leftOut={leftOut} />}
      <GroupRunView run={run} />
      <DialogButtons>
        <Button onPress={closeDialog}>{t(ended ? 'ui.close' : 'ui.cancel')}</Button>
        {!ended && (
          <Button
            look={action === 'forget' ? 'danger' : 'primary'}
            isDisabled={targets.length === 0}
            isPending={run.kind === 'running'}
            onPress={() =>
              start(targets, (station, { board }) => station.boards[action]({ id: board.id }))
            }
          >
            {words.deed}
          </Button>
        )}
      </DialogButtons>
    </Dialog>
  )
}

function wordsOf(action: PlainAction, count: number) {
  switch (action) {
    case 'reboot':
      return {
        title: t('bench.rebootTitle', { count }),
        what: t('bench.rebootWhat'),
        deed: t('bench.doReboot', { count }),
      }
    case 'identify':
      return {
        title: t('bench.identifyTitle', { count }),
        what: t('bench.identifyWhat'),
        deed: t('bench.doIdentify', { count }),
      }
    case 'forget':
      return {
        title: t('bench.forgetTitle', { count }),
        what: t('bench.forgetWhat'),
        deed: t('bench.doForget', { count }),
      }
  }
}
