import {
  type ColumnDef,
  createSortedRowModel,
  type Row as ModelRow,
  type RowData,
  rowSortingFeature,
  type SortingState,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useMemo } from 'react'
import type { TableColumn } from './table-column.ts'

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() })
type Features = typeof features

export type TableSort = { readonly columnId: string; readonly descending: boolean }

export type SortedRows<Row> = {
  readonly rows: readonly Row[]
  readonly sort: TableSort | null
  /** Ascending, then descending, then as the rows came. */
  readonly toggleSort: (columnId: string) => void
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** Rows in the order that a person chose by a column's header. */
export function useSortedRows<Row extends RowData>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  keyOf: (row: Row) => string,
  first: TableSort | null,
): SortedRows<Row> {
  const definitions = useMemo(() => columns.map(definitionOf), [columns])
  const table = useTable({
    features,
    data: rows,
    columns: definitions,
    getRowId: keyOf,
    enableMultiSort: false,
    sortDescFirst: false,
    initialState: { sorting: first ? [{ id: first.columnId, desc: first.descending }] : [] },
  })
  // Unsorted rows stay as they are: a model of ten thousand rows that grow ten times a second would cost much for nothing.
  const model = table.state.sorting.length > 0 ? table.getRowModel() : null
  const sorted = useMemo(
    () => (model ? model.rows.map(({ original }) => original) : rows),
    [model, rows],
  )
  return {
    rows: sorted,
    sort: sortOf(table.state.sorting),
    toggleSort: (columnId) => table.getColumn(columnId)?.toggleSorting(),
  }
}

function definitionOf<Row extends RowData>({
  id,
  sortBy,
}: TableColumn<Row>): ColumnDef<Features, Row> {
  return {
    id,
    accessorFn: (row) => sortBy?.(row) ?? undefined,
    enableSorting: sortBy !== undefined,
    sortUndefined: 'last',
    sortFn: compare,
  }
}

function compare<Row extends RowData>(
  one: ModelRow<Features, Row>,
  other: ModelRow<Features, Row>,
  id: string,
) {
  const [a, b] = [one.getValue(id), other.getValue(id)]
  return typeof a === 'number' && typeof b === 'number'
    ? a - b
    : collator.compare(String(a), String(b))
}

function sortOf([sorting]: SortingState): TableSort | null {
  return sorting ? { columnId: sorting.id, descending: sorting.desc } : null
}
