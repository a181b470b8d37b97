import { FileText } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Job } from '../../contract/job.ts'
import { formatBytes, formatRate } from '../logic/format.ts'
import { meanRate } from '../logic/job-outcome.ts'
import { openDialog } from '../stores/dialog.ts'
import { hashOf } from '../stores/route.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import type { TableColumn } from '../ui/table-column.ts'
import { JobResult } from './JobResult.tsx'
import { Took } from './JobTook.tsx'
import { When } from './Since.tsx'

/** The columns of a table of jobs; of those of one board, what its page does not tell already. */
export function jobColumns(ofOneBoard: boolean): readonly TableColumn<Job>[] {
  if (!ofOneBoard) return [firstOfAll(), ...commonColumns()]
  // On the board's own page there is less room, and image and board are told already.
  const left = commonColumns().filter(({ id }) => !['serial', 'image', 'note'].includes(id))
  return [
    firstOfBoard(),
    ...left.map((column) => ({ ...column, wideOnly: column.id === 'target' })),
    logColumn(),
  ]
}

function logColumn(): TableColumn<Job> {
  return {
    id: 'log',
    header: t('jobs.log'),
    width: 4.5,
    cell: (job, isActive) => (
      <Button
        look="ghost"
        aria-label={t('jobs.logOf', { label: job.boardLabel })}
        icon={<FileText size={18} />}
        excludeFromTabOrder={!isActive}
        onPress={() => openDialog({ kind: 'log', job })}
      />
    ),
  }
}

function firstOfAll(): TableColumn<Job> {
  return {
    id: 'board',
    header: t('jobs.board'),
    width: 12,
    grow: 2,
    isRowHeader: true,
    cell: (job, isActive) => (
      <TwoLines job={job} isActive={isActive} below={<When time={job.createdAt} />}>
        {job.boardLabel}
      </TwoLines>
    ),
  }
}

function firstOfBoard(): TableColumn<Job> {
  return {
    id: 'when',
    header: t('jobs.when'),
    width: 10.5,
    grow: 2,
    isRowHeader: true,
    cell: (job, isActive) => (
      <TwoLines job={job} isActive={isActive} below={job.imageName}>
        <When time={job.createdAt} />
      </TwoLines>
    ),
  }
}

type TwoLinesProps = {
  readonly job: Job
  readonly isActive: boolean
  readonly children: ReactNode
  readonly below: ReactNode
}

/** What the row is called, as the way to the job's page, and a quieter line below it. */
function TwoLines({ job, isActive, children, below }: TwoLinesProps) {
  return (
    <>
      <a
        href={hashOf({ page: 'job', id: job.id })}
        tabIndex={isActive ? 0 : -1}
        className="block truncate underline decoration-line-strong underline-offset-4 hover:decoration-current"
      >
        {children}
      </a>
      <span className="block truncate text-sm font-normal text-ink-soft">{below}</span>
    </>
  )
}

function commonColumns(): readonly TableColumn<Job>[] {
  return [
    {
      id: 'result',
      header: t('jobs.result'),
      width: 12.25,
      cell: ({ state }) => <JobResult state={state} />,
    },
    {
      id: 'job',
      header: t('jobs.job'),
      width: 6.25,
      cell: ({ kind }) => t(`jobs.kind.${kind}`),
    },
    {
      id: 'image',
      header: t('jobs.image'),
      width: 7,
      grow: 2,
      cell: ({ imageName }) => (
        <span
          title={imageName}
          className="line-clamp-2 leading-tight break-words whitespace-normal"
        >
          {imageName}
        </span>
      ),
    },
    {
      id: 'serial',
      header: t('history.serial'),
      width: 10.25,
      wideOnly: true,
      cell: ({ boardSerial }) => <span className="font-mono text-sm">{boardSerial ?? '–'}</span>,
    },
    {
      id: 'target',
      header: t('jobs.target'),
      width: 9.5,
      wideOnly: true,
      cell: ({ target }) => (
        <>
          <span className="font-mono text-sm">{target.path}</span> {formatBytes(target.sizeBytes)}
        </>
      ),
    },
    {
      id: 'took',
      header: t('jobs.took'),
      width: 6,
      align: 'end',
      cell: (job) => <Took job={job} />,
    },
    {
      id: 'rate',
      header: t('history.rate'),
      width: 7,
      align: 'end',
      wideOnly: true,
      cell: (job) => {
        const rate = meanRate(job)
        return rate === null ? '–' : formatRate(rate)
      },
    },
    {
      id: 'note',
      header: t('history.note'),
      width: 6,
      grow: 1,
      wideOnly: true,
      cell: ({ note }) => <span title={note}>{note}</span>,
    },
  ]
}
