import { useMemo } from 'react'
import type { Job } from '../../contract/job.ts'
import { navigate } from '../stores/route.ts'
import { t } from '../text/translate.ts'
import { VirtualTable } from '../ui/VirtualTable.tsx'
import { jobColumns } from './JobColumns.tsx'

type JobTableProps = {
  /** Newest first. */
  readonly jobs: readonly Job[]
  /** Leaves the board's columns out, where all jobs are of one. */
  readonly ofOneBoard?: boolean
  readonly maxHeight?: string
  /** How many there are in all, and what loads more of them, when not all are loaded. */
  readonly total?: number
  readonly onNearEnd?: () => void
  readonly empty: string
}

/** Jobs, one a row; a press opens the job's page. */
export function JobTable(props: JobTableProps) {
  const { jobs, ofOneBoard = false, maxHeight, total, onNearEnd, empty } = props
  const columns = useMemo(() => jobColumns(ofOneBoard), [ofOneBoard])
  return (
    <VirtualTable
      label={t('jobs.history')}
      rows={jobs}
      columns={columns}
      rowKey={({ id }) => id}
      rowName={({ boardLabel }) => boardLabel}
      rowHeight={3.75}
      empty={empty}
      onOpen={open}
      {...(maxHeight ? { maxHeight } : {})}
      {...(total === undefined ? {} : { totalRows: total })}
      {...(onNearEnd ? { onNearEnd } : {})}
    />
  )
}

function open({ id }: Job): void {
  navigate({ page: 'job', id })
}
