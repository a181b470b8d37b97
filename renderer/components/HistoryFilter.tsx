import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import { type Job, type JobSearch, jobSearchSchema } from '../../contract/job.ts'
import { t } from '../text/translate.ts'
import { SearchField } from '../ui/SearchField.tsx'
import { Segments } from '../ui/Segments.tsx'
import { SituationIcon } from './SituationBadge.tsx'

export type HistoryState = JobSearch['states'][number]
export const historyStates: readonly HistoryState[] = [
  'open',
  'done',
  'unverified',
  'failed',
  'cancelled',
]

/** What of the history is shown. No states: all. */
export type HistoryChoice = {
  readonly text: string
  readonly kind: Job['kind'] | null
  readonly states: readonly HistoryState[]
}

export const wholeHistory: HistoryChoice = { text: '', kind: null, states: [] }

type HistoryFilterProps = {
  readonly choice: HistoryChoice
  readonly onChange: (change: Partial<HistoryChoice>) => void
}

/** Search, kind and results of the jobs that are shown. */
export function HistoryFilter({ choice, onChange }: HistoryFilterProps) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <div className="flex min-w-64 flex-1 sm:max-w-96">
        <SearchField
          label={t('history.search')}
          placeholder={t('history.searchHint')}
          value={choice.text}
          onChange={(text) => onChange({ text: text.slice(0, longestText) })}
        />
      </div>
      <Segments
        label={t('history.kindFilter')}
        value={choice.kind ?? 'all'}
        onChange={(kind) => onChange({ kind: kind === 'all' ? null : kind })}
        segments={[
          { id: 'all', label: t('history.allKinds') },
          { id: 'deploy', label: t('history.deploys') },
          { id: 'backup', label: t('history.backups') },
        ]}
      />
      <StateChoice states={choice.states} onChange={(states) => onChange({ states })} />
    </div>
  )
}

/** The contract refuses a longer one. */
const longestText = jobSearchSchema.shape.text.unwrap().maxLength ?? 200

type StateChoiceProps = {
  readonly states: readonly HistoryState[]
  readonly onChange: (states: readonly HistoryState[]) => void
}

function StateChoice({ states, onChange }: StateChoiceProps) {
  return (
    <ToggleButtonGroup
      aria-label={t('history.stateFilter')}
      selectionMode="multiple"
      selectedKeys={states}
      onSelectionChange={(keys) => onChange(historyStates.filter((state) => keys.has(state)))}
      className="flex flex-wrap gap-2"
    >
      {historyStates.map((state) => (
        <ToggleButton
          key={state}
          id={state}
          className="flex min-h-target cursor-pointer items-center gap-2 rounded-full border border-line-strong bg-surface px-3.5 font-semibold hover:bg-sunken data-selected:border-accent data-selected:bg-accent-soft"
        >
          <SituationIcon situation={state === 'open' ? 'armed' : state} />
          {t(`history.state.${state}`)}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}
