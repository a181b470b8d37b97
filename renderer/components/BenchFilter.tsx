import { Search } from 'lucide-react'
import { Input, SearchField, ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import { useShallow } from 'zustand/react/shallow'
import { countSituations } from '../logic/bench-filter.ts'
import { situations } from '../logic/board-situation.ts'
import { changeBenchView, useBenchView } from '../stores/bench-view.ts'
import { useMirror } from '../stores/mirror.ts'
import { t } from '../text/translate.ts'
import { inputClasses } from '../ui/Field.tsx'
import { SituationIcon } from './SituationBadge.tsx'

/** Finds boards by their names and numbers. */
export function BenchSearch() {
  const search = useBenchView((view) => view.search)
  return (
    <SearchField
      aria-label={t('boards.search')}
      value={search}
      onChange={(text) => changeBenchView({ search: text })}
      className="relative w-full sm:w-80"
    >
      <Search
        size={18}
        className="pointer-events-none absolute inset-y-0 left-3 my-auto text-ink-soft"
      />
      <Input placeholder={t('boards.searchHint')} className={`${inputClasses(false)} pl-10`} />
    </SearchField>
  )
}

/** How many boards there are in each state; pressing one shows only those. */
export function BenchFilter() {
  const only = useBenchView((view) => view.only)
  const counts = useMirror(useShallow(countSituations))
  const total = useMirror(({ benchBoards }) => benchBoards.size)
  const present = situations.filter((situation) => counts.has(situation) || situation === only)
  return (
    <ToggleButtonGroup
      aria-label={t('boards.filter')}
      selectedKeys={[only ?? 'all']}
      onSelectionChange={(keys) => {
        const [key] = keys
        changeBenchView({ only: situations.find((situation) => situation === key) ?? null })
      }}
      className="-m-1 flex max-w-full min-w-0 gap-2 overflow-x-auto p-1 sm:flex-wrap"
    >
      <ToggleButton id="all" className={chip}>
        {t('boards.all')} <Count count={total} />
      </ToggleButton>
      {present.map((situation) => (
        <ToggleButton key={situation} id={situation} className={chip}>
          <SituationIcon situation={situation} />
          {t(`boards.situation.${situation}`)}
          <Count count={counts.get(situation) ?? 0} />
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}

const chip =
  'flex min-h-target shrink-0 cursor-pointer items-center gap-2 rounded-full border border-line-strong bg-surface px-3.5 font-semibold hover:bg-sunken data-selected:border-accent data-selected:bg-accent-soft'

function Count({ count }: { readonly count: number }) {
  return <span className="font-bold text-accent">{count}</span>
}
