import { useMemo } from 'react'
import type { TrafficEntry } from '../../contract/traffic.ts'
import { clockTime } from '../logic/clock-time.ts'
import { formatBytes } from '../logic/format.ts'
import { t } from '../text/translate.ts'
import type { TableColumn } from '../ui/table-column.ts'
import { VirtualTable } from '../ui/VirtualTable.tsx'
import { TrafficBoard, TrafficWay } from './TrafficCells.tsx'

type TrafficTableProps = {
  readonly entries: readonly TrafficEntry[]
  /** Keeps the newest in sight. */
  readonly follow: boolean
  /** Leaves the column of boards out, where all entries are of one. */
  readonly ofOneBoard?: boolean
  readonly maxHeight?: string
  readonly empty: string
  readonly onOpen?: (entry: TrafficEntry) => void
  /** The entry whose details are shown beside the table, which then has less room. */
  readonly openId?: number | null
}

/** Packets and requests, one a row, oldest first. */
export function TrafficTable(props: TrafficTableProps) {
  const { entries, follow, ofOneBoard = false, maxHeight, empty, onOpen, openId = null } = props
  const isNarrow = openId !== null
  const columns = useMemo(
    () =>
      columnsOf().filter(
        ({ id }) => !(ofOneBoard && id === 'board') && !(isNarrow && inDetails.includes(id)),
      ),
    [ofOneBoard, isNarrow],
  )
  return (
    <VirtualTable
      label={t('traffic.title')}
      rows={entries}
      columns={columns}
      rowKey={keyOf}
      rowName={({ summary }) => summary}
      rowHeight={2.25}
      follow={follow}
      empty={empty}
      markedKey={openId === null ? null : String(openId)}
      {...(maxHeight ? { maxHeight } : {})}
      {...(onOpen ? { onOpen } : {})}
    />
  )
}

/** Columns that the details tell as well. */
const inDetails = ['peer', 'length']

function keyOf({ id }: TrafficEntry): string {
  return String(id)
}

function columnsOf(): readonly TableColumn<TrafficEntry>[] {
  return [
    {
      id: 'time',
      header: t('traffic.time'),
      width: 8.5,
      cell: ({ at }) => <time className="font-mono text-sm">{clockTime(at)}</time>,
    },
    {
      id: 'direction',
      header: t('traffic.way'),
      width: 4.5,
      cell: ({ direction }) => <TrafficWay direction={direction} iconOnly />,
    },
    {
      id: 'protocol',
      header: t('traffic.protocolFilter'),
      width: 7,
      wideOnly: true,
      cell: ({ protocol }) => t(`traffic.protocol.${protocol}`),
    },
    {
      id: 'summary',
      header: t('traffic.summary'),
      width: 10,
      grow: 3,
      isRowHeader: true,
      cell: ({ summary }) => (
        <span title={summary} className="font-mono text-sm font-normal">
          {summary}
        </span>
      ),
    },
    {
      id: 'board',
      header: t('traffic.board'),
      width: 11.5,
      grow: 1,
      wideOnly: true,
      cell: ({ boardId }, isActive) => <TrafficBoard boardId={boardId} tabbable={isActive} />,
    },
    {
      id: 'peer',
      header: t('traffic.peer'),
      width: 12,
      wideOnly: true,
      cell: ({ peer }) => <span className="font-mono text-sm">{peer}</span>,
    },
    {
      id: 'length',
      header: t('traffic.length'),
      width: 6.5,
      align: 'end',
      wideOnly: true,
      cell: ({ lengthBytes }) => formatBytes(lengthBytes),
    },
  ]
}
