import type { Command } from '../logic/commands.ts'
import { countAllowed, type GroupAction, planGroup } from '../logic/group-plan.ts'
import { openDialog } from '../stores/dialog.ts'
import { useMirror } from '../stores/mirror.ts'
import { changePreferences } from '../stores/preferences.ts'
import { selectOnly, useSelection } from '../stores/selection.ts'
import { t } from '../text/translate.ts'
import { useCommands } from './use-commands.ts'

/** The commands of the bench: what the chosen boards can be told, the batch, the views. */
export function useBenchCommands(shown: readonly string[]): void {
  useCommands(() => [...selectionCommands(), ...benchCommands(shown)])
}

function selectionCommands(): readonly Command[] {
  const { ids } = useSelection.getState()
  if (ids.size === 0) return []
  const words: readonly (readonly [GroupAction, string])[] = [
    ['deploy', t('boards.deploy')],
    ['backup', t('boards.backup')],
    ['reboot', t('boards.reboot')],
    ['identify', t('bench.identify')],
    ['forget', t('boards.forget')],
  ]
  return words.map(([action, label]) => selectionCommand(action, label, [...ids]))
}

function selectionCommand(
  action: GroupAction,
  label: string,
  boardIds: readonly string[],
): Command {
  const { boards, newestJobs, images } = useMirror.getState()
  const members = boardIds.flatMap((id) => {
    const board = boards.get(id)
    return board ? [{ board, job: newestJobs.get(id) ?? null, imageCount: images.size }] : []
  })
  const count = countAllowed(action, members)
  const [first] = count === 0 ? planGroup(action, members.slice(0, 1)).leftOut : []
  return {
    id: `selection.${action}`,
    group: 'selection',
    label: count > 0 ? `${label} ${count}` : label,
    hint: t('bench.selected', { count: members.length }),
    reason: first?.reason ?? null,
    run: () => openDialog({ kind: 'group', action, boardIds }),
  }
}

function benchCommands(shown: readonly string[]): readonly Command[] {
  const runs = useMirror.getState().status?.batch?.state.kind === 'running'
  return [
    {
      id: 'bench.batch',
      group: 'actions',
      label: t('bench.startBatch'),
      hint: t('bench.startBatchHint'),
      reason: runs ? t('batch.alreadyRuns') : null,
      run: () => openDialog({ kind: 'batch' }),
    },
    {
      id: 'bench.select-all',
      group: 'actions',
      label: t('bench.selectAll'),
      keys: 'Ctrl+A',
      run: () => selectOnly(shown),
    },
    {
      id: 'bench.cards',
      group: 'view',
      label: t('bench.cards'),
      run: () => changePreferences({ benchView: 'cards' }),
    },
    {
      id: 'bench.table',
      group: 'view',
      label: t('bench.table'),
      run: () => changePreferences({ benchView: 'table' }),
    },
  ]
}
