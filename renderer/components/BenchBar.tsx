import { LayoutGrid, ListChecks, Rows3, Zap } from 'lucide-react'
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import { openDialog } from '../stores/dialog.ts'
import { useMirror } from '../stores/mirror.ts'
import { changePreferences, usePreferences } from '../stores/preferences.ts'
import { setChoosing, useSelection } from '../stores/selection.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { BenchFilter, BenchSearch } from './BenchFilter.tsx'

/** What is shown of the bench and how, and what concerns no single board. */
export function BenchBar() {
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <BenchSearch />
        <div className="ml-auto flex flex-wrap items-center gap-2">
          <BatchButton />
          <ChooseButton />
          <ViewToggle />
        </div>
      </div>
      <BenchFilter />
    </div>
  )
}

function BatchButton() {
  const runs = useMirror(({ status }) => status?.batch?.state.kind === 'running')
  return (
    <Button
      icon={<Zap size={18} />}
      isDisabled={runs}
      aria-description={runs ? t('batch.alreadyRuns') : t('bench.startBatchHint')}
      onPress={() => openDialog({ kind: 'batch' })}
    >
      {t('bench.startBatch')}
    </Button>
  )
}

/** For fingers: in this mode a tap chooses. With a mouse a click does so anyway. */
function ChooseButton() {
  const choosing = useSelection((selection) => selection.choosing)
  const view = usePreferences(({ benchView }) => benchView)
  if (view === 'table') return null
  return (
    <ToggleButton
      isSelected={choosing}
      onChange={setChoosing}
      aria-description={t('bench.chooseHint')}
      className={toggle}
    >
      <ListChecks size={18} />
      {choosing ? t('bench.chooseEnd') : t('bench.choose')}
    </ToggleButton>
  )
}

function ViewToggle() {
  const view = usePreferences(({ benchView }) => benchView)
  return (
    <ToggleButtonGroup
      aria-label={t('bench.view')}
      disallowEmptySelection
      selectedKeys={[view]}
      onSelectionChange={(keys) =>
        changePreferences({ benchView: keys.has('table') ? 'table' : 'cards' })
      }
      className="flex"
    >
      <ToggleButton id="cards" className={`${toggle} rounded-r-none`}>
        <LayoutGrid size={18} />
        <span className="max-sm:sr-only">{t('bench.cards')}</span>
      </ToggleButton>
      <ToggleButton id="table" className={`${toggle} -ml-px rounded-l-none`}>
        <Rows3 size={18} />
        <span className="max-sm:sr-only">{t('bench.table')}</span>
      </ToggleButton>
    </ToggleButtonGroup>
  )
}

const toggle =
  'flex min-h-target cursor-pointer items-center gap-2 rounded-lg border border-line-strong bg-surface px-3 font-semibold select-none hover:bg-sunken data-selected:z-1 data-selected:border-accent data-selected:bg-accent-soft'
