import { useMemo } from 'react'
import { boardLabel } from '../../contract/board.ts'
import { groupOfSlot } from '../logic/slot-group.ts'
import { useMirror } from '../stores/mirror.ts'
import { hashOf, navigate } from '../stores/route.ts'
import { selectOnly, useSelection } from '../stores/selection.ts'
import { t } from '../text/translate.ts'
import type { TableColumn } from '../ui/table-column.ts'
import { VirtualTable } from '../ui/VirtualTable.tsx'
import {
  BoardNameCell,
  LeftCell,
  LimitCell,
  ProgressCell,
  RateCell,
  SituationCell,
  SlotCell,
  StageCell,
} from './BenchTableCells.tsx'
import { groupWords } from './board-words.ts'

/** A row is only a name: each cell looks at its own board, so that a change of one board renders its cells and nothing else. */
type BenchRow = { readonly id: string }

/** Every shown board as a line, in groups of slots. */
export function BenchTable({ shown }: { readonly shown: readonly string[] }) {
  const rows = useMemo(() => shown.map((id): BenchRow => ({ id })), [shown])
  const columns = useMemo(benchColumns, [])
  const selected = useSelection(({ ids }) => ids)
  const isGrouped = useMemo(() => new Set(rows.map(groupOfRow)).size > 1, [rows])
  return (
    <VirtualTable
      label={t('boards.boards')}
      rows={rows}
      columns={columns}
      rowKey={rowKey}
      rowName={labelOf}
      {...(isGrouped ? { groupOf: groupOfRow } : {})}
      selection={{ keys: selected, onChange: selectOnly }}
      onOpen={({ id }) => navigate({ page: 'board', id })}
      rowHeight={3.25}
    />
  )
}

function benchColumns(): readonly TableColumn<BenchRow>[] {
  return [
    {
      id: 'slot',
      header: t('boards.slot'),
      width: 6,
      sortBy: ({ id }) => boardOf(id)?.slot ?? null,
      cell: ({ id }) => <SlotCell id={id} />,
    },
    {
      id: 'board',
      header: t('bench.board'),
      width: 12,
      grow: 2,
      isRowHeader: true,
      sortBy: labelOf,
      cell: ({ id }, isActive) => (
        <BoardNameCell id={id} href={hashOf({ page: 'board', id })} isActive={isActive} />
      ),
    },
    {
      id: 'state',
      header: t('bench.state'),
      width: 10,
      cell: ({ id }) => <SituationCell id={id} />,
    },
    {
      id: 'stage',
      header: t('bench.work'),
      width: 12,
      grow: 3,
      wideOnly: true,
      cell: ({ id }) => <StageCell id={id} />,
    },
    {
      id: 'progress',
      header: t('bench.progress'),
      width: 9,
      grow: 1,
      cell: ({ id }) => <ProgressCell id={id} />,
    },
    {
      id: 'rate',
      header: t('bench.rate'),
      width: 6,
      align: 'end',
      wideOnly: true,
      cell: ({ id }) => <RateCell id={id} />,
    },
    {
      id: 'left',
      header: t('bench.left'),
      width: 8,
      align: 'end',
      wideOnly: true,
      cell: ({ id }) => <LeftCell id={id} />,
    },
    {
      id: 'limit',
      header: t('bench.limit'),
      width: 8,
      wideOnly: true,
      cell: ({ id }) => <LimitCell id={id} />,
    },
  ]
}

function rowKey({ id }: BenchRow): string {
  return id
}

function boardOf(id: string) {
  return useMirror.getState().boards.get(id)
}

function labelOf({ id }: BenchRow): string {
  const board = boardOf(id)
  return board ? boardLabel(board) : id
}

function groupOfRow({ id }: BenchRow): string {
  return groupWords(groupOfSlot(boardOf(id)?.slot ?? null))
}
