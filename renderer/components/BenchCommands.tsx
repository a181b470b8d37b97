import { useCommands } from '../hooks/use-commands.ts'
import type { BoardContext } from '../logic/board-actions.ts'
import type { Command } from '../logic/commands.ts'
import { countAllowed, type GroupAction, planGroup } from '../logic/group-plan.ts'
import { openDialog } from '../stores/dialog.ts'
import { useMirror } from '../stores/mirror.ts'
import { clearSelection, useSelection } from '../stores/selection.ts'
import { t } from '../text/translate.ts'

const actions = ['deploy', 'backup', 'reboot', 'identify', 'forget'] as const

/** The palette's commands for the chosen boards, and the batch. */
export function BenchCommands() {
  useCommands(() => [...selectionCommands(), batchCommand()])
  return null
}

function selectionCommands(): readonly Command[] {
  const { ids } = useSelection.getState()
  if (ids.size === 0) return []
  const members = membersOf(ids)
  return [
    ...actions.map((action) => groupCommand(action, members)),
    {
      id: 'selection.clear',
      group: 'selection',
      label: t('bench.clear'),
      run: clearSelection,
    },
  ]
}

/** The chosen boards as rules look at them. */
function membersOf(ids: ReadonlySet<string>): readonly BoardContext[] {
  const { boards, newestJobs, images } = useMirror.getState()
  return [...ids].flatMap((id) => {
    const board = boards.get(id)
    return board ? [{ board, job: newestJobs.get(id) ?? null, imageCount: images.size }] : []
  })
}

function groupCommand(action: GroupAction, members: readonly BoardContext[]): Command {
  const count = countAllowed(action, members)
  const [first] = planGroup(action, members.slice(0, 1)).leftOut
  return {
    id: `selection.${action}`,
    group: 'selection',
    label: action === 'identify' ? t('bench.identify') : t(`boards.${action}`),
    hint: t('boards.count', { count }),
    reason: count === 0 ? (first?.reason ?? '') : null,
    run: () =>
      openDialog({ kind: 'group', action, boardIds: members.map(({ board }) => board.id) }),
  }
}

function batchCommand(): Command {
  const runs = useMirror.getState().status?.batch?.state.kind === 'running'
  return {
    id: 'action.batch',
    group: 'actions',
    label: t('bench.startBatch'),
    hint: t('bench.startBatchHint'),
    reason: runs ? t('batch.alreadyRuns') : null,
    run: () => openDialog({ kind: 'batch' }),
  }
}
