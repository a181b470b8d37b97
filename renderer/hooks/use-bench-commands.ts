import type { Command } from '../logic/commands.ts'
import { changePreferences } from '../stores/preferences.ts'
import { selectOnly } from '../stores/selection.ts'
import { t } from '../text/translate.ts'
import { useCommands } from './use-commands.ts'

/** The commands that make sense while the bench is shown; those for chosen boards are there on every page. */
export function useBenchCommands(shown: readonly string[]): void {
  useCommands((): readonly Command[] => [
    {
      id: 'bench.select-all',
      group: 'actions',
      label: t('bench.selectAll'),
      keys: 'Mod+A',
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
  ])
}
