import { Search } from 'lucide-react'
import { Input, SearchField, ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import { type Situation, situations } from '../logic/board-situation.ts'
import { t } from '../text/translate.ts'
import { inputClasses } from '../ui/Field.tsx'
import { SituationIcon } from './SituationBadge.tsx'

type BenchFilterProps = {
  /** The situation of every board on the bench. */
  readonly situations: readonly Situation[]
  readonly only: Situation | null
  readonly onOnly: (only: Situation | null) => void
  readonly search: string
  readonly onSearch: (search: string) => void
}

/** How many boards there are in each state; pressing one shows only those. And a search. */
export function BenchFilter(props: BenchFilterProps) {
  return (
    <div className="flex flex-col gap-3 sm:flex-row sm:items-start">
      <SearchField
        aria-label={t('boards.search')}
        value={props.search}
        onChange={props.onSearch}
        className="relative w-full sm:w-72"
      >
        <Search size={18} className="pointer-events-none absolute top-3.5 left-3 text-ink-soft" />
        <Input placeholder={t('boards.searchHint')} className={`${inputClasses(false)} pl-10`} />
      </SearchField>
      <StateFilter {...props} />
    </div>
  )
}

function StateFilter({ situations: all, only, onOnly }: BenchFilterProps) {
  const present = situations.filter((situation) => all.includes(situation) || situation === only)
  return (
    <ToggleButtonGroup
      aria-label={t('boards.filter')}
      selectedKeys={[only ?? 'all']}
      onSelectionChange={(keys) => {
        const [key] = keys
        onOnly(situations.find((situation) => situation === key) ?? null)
      }}
      className="-m-1 flex min-w-0 gap-2 overflow-x-auto p-1 sm:flex-1 sm:flex-wrap"
    >
      <ToggleButton id="all" className={chip}>
        {t('boards.all')} <Count count={all.length} />
      </ToggleButton>
      {present.map((situation) => (
        <ToggleButton key={situation} id={situation} className={chip}>
          <SituationIcon situation={situation} />
          {t(`boards.situation.${situation}`)}
          <Count count={all.filter((one) => one === situation).length} />
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}

const chip =
  'flex min-h-11 shrink-0 cursor-pointer items-center gap-2 rounded-full border border-line-strong bg-surface px-3.5 font-semibold hover:bg-sunken data-selected:border-accent data-selected:bg-accent-soft'

function Count({ count }: { readonly count: number }) {
  return <span className="font-bold text-accent">{count}</span>
}
