import { FileJson, FileSpreadsheet, History } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import type { JobSearch } from '../../contract/job.ts'
import { ask } from '../api/ask.ts'
import { saveFile } from '../api/save-file.ts'
import { type HistoryChoice, HistoryFilter, wholeHistory } from '../components/HistoryFilter.tsx'
import { JobTable } from '../components/JobTable.tsx'
import { RefusalNotice } from '../components/RefusalNotice.tsx'
import { useCommands } from '../hooks/use-commands.ts'
import { useJobSearch } from '../hooks/use-job-search.ts'
import { useSettled } from '../hooks/use-settled.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageTitle } from '../ui/PageTitle.tsx'

const typingPause = 250
const pageLength = 200

/** Every run of every board, the newest first. */
export function HistoryPage() {
  const [choice, setChoice] = useState(wholeHistory)
  const search = useSearch(choice)
  const { jobs, total, failure, more } = useJobSearch(search)
  const change = useCallback(
    (changes: Partial<HistoryChoice>) => setChoice((before) => ({ ...before, ...changes })),
    [],
  )
  if (total === 0 && isWhole(choice)) return <NoJobs />
  return (
    <>
      <PageTitle
        actions={<ExportButtons search={search} isDisabled={total === null || total === 0} />}
      >
        {t('history.title')}
      </PageTitle>
      <HistoryFilter choice={choice} onChange={change} />
      <RefusalNotice reason={failure} />
      <p role="status" className="-my-1 text-sm text-ink-soft">
        {total === null ? t('history.searching') : t('history.count', { count: total })}
      </p>
      <JobTable
        jobs={jobs}
        empty={total === null ? t('history.searching') : t('history.nothingFound')}
        onNearEnd={more}
        maxHeight="max(20rem, calc(100dvh - 20rem))"
        {...(total === null ? {} : { total })}
      />
      {total === 0 && (
        <div className="flex justify-center">
          <Button onPress={() => setChoice(wholeHistory)}>{t('history.showAll')}</Button>
        </div>
      )}
    </>
  )
}

/** The search once a person has stopped typing. */
function useSearch({ text, kind, states }: HistoryChoice): Omit<JobSearch, 'before'> {
  const settled = useSettled(text.trim(), typingPause)
  return useMemo(
    () => ({ text: settled, kind, states: [...states], boardId: null, limit: pageLength }),
    [settled, kind, states],
  )
}

function isWhole({ text, kind, states }: HistoryChoice): boolean {
  return text === '' && kind === null && states.length === 0
}

type ExportButtonsProps = {
  readonly search: Omit<JobSearch, 'before'>
  readonly isDisabled: boolean
}

/** Saves everything that the search finds, not only what was scrolled to. */
function ExportButtons({ search, isDisabled }: ExportButtonsProps) {
  useCommands(() => [
    {
      id: 'history.csv',
      group: 'actions',
      label: `${t('history.title')}: ${t('history.exportCsv')}`,
      run: () => exportJobs(search, 'csv'),
    },
    {
      id: 'history.json',
      group: 'actions',
      label: `${t('history.title')}: ${t('history.exportJson')}`,
      run: () => exportJobs(search, 'json'),
    },
  ])
  return (
    <div className="flex flex-wrap gap-2">
      <Button
        icon={<FileSpreadsheet size={18} />}
        isDisabled={isDisabled}
        onPress={() => exportJobs(search, 'csv')}
      >
        {t('history.exportCsv')}
      </Button>
      <Button
        icon={<FileJson size={18} />}
        isDisabled={isDisabled}
        onPress={() => exportJobs(search, 'json')}
      >
        {t('history.exportJson')}
      </Button>
    </div>
  )
}

const types = { csv: 'text/csv', json: 'application/json' } as const

function exportJobs(search: Omit<JobSearch, 'before'>, format: 'csv' | 'json'): void {
  ask(async (station) => {
    const { fileName, text } = await station.jobs.export({
      search: { ...search, before: null },
      format,
    })
    saveFile(fileName, text, types[format])
  })
}

function NoJobs() {
  return (
    <EmptyState icon={<History size={32} />} title={t('jobs.noneTitle')}>
      <p>{t('jobs.none')}</p>
    </EmptyState>
  )
}
