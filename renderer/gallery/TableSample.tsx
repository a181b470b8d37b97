import { CircleCheck, Clock } from 'lucide-react'
import { useMemo, useState } from 'react'
import { t } from '../text/translate.ts'
import { Badge } from '../ui/Badge.tsx'
import type { TableColumn } from '../ui/table-column.ts'
import { VirtualTable } from '../ui/VirtualTable.tsx'

type SampleRow = { readonly id: string; readonly number: number; readonly done: boolean }

const rows: readonly SampleRow[] = Array.from({ length: 10_000 }, (_, index) => ({
  id: String(index),
  number: index + 1,
  done: index % 3 === 0,
}))
const keyOf = ({ id }: SampleRow) => id
const groupOf = ({ number }: SampleRow) => t('gallery.group', { name: Math.ceil(number / 2500) })

/** A long table: chosen, sorted and grouped. */
export function TableSample() {
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set(['1', '2']))
  const columns = useMemo(sampleColumns, [])
  return (
    <section className="flex min-w-0 flex-col gap-2">
      <h3 className="font-mono text-sm font-semibold">VirtualTable</h3>
      <VirtualTable
        label={t('gallery.table')}
        rows={rows}
        columns={columns}
        rowKey={keyOf}
        rowName={({ number }) => t('gallery.row', { number })}
        groupOf={groupOf}
        selection={{ keys, onChange: setKeys }}
        maxHeight="24rem"
      />
    </section>
  )
}

function sampleColumns(): readonly TableColumn<SampleRow>[] {
  return [
    {
      id: 'name',
      header: t('gallery.name'),
      width: 10,
      grow: 2,
      isRowHeader: true,
      sortBy: ({ number }) => t('gallery.row', { number }),
      cell: ({ number }) => t('gallery.row', { number }),
    },
    {
      id: 'state',
      header: t('gallery.state'),
      width: 10,
      grow: 1,
      wideOnly: true,
      cell: ({ done }) => (
        <Badge
          tone={done ? 'good' : 'quiet'}
          icon={done ? <CircleCheck size={16} /> : <Clock size={16} />}
        >
          {t(done ? 'boards.situation.done' : 'boards.situation.ready')}
        </Badge>
      ),
    },
    {
      id: 'number',
      header: t('gallery.number'),
      width: 7,
      align: 'end',
      sortBy: ({ number }) => number,
      cell: ({ number }) => number,
    },
  ]
}
