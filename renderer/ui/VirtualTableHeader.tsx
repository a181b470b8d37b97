import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react'
import { t } from '../text/translate.ts'
import { Checkbox } from './Checkbox.tsx'
import { classNames } from './class-names.ts'
import type { TableColumn } from './table-column.ts'
import { rowKeys, type TableItem } from './table-items.ts'
import type { TableSort } from './use-sorted-rows.ts'
import type { TableSelection } from './use-table-keys.ts'

type TableHeaderProps<Row> = {
  readonly columns: readonly TableColumn<Row>[]
  readonly tracks: string
  readonly sort: TableSort | null
  readonly onSort: (columnId: string) => void
  readonly selection: TableSelection | undefined
  readonly items: readonly TableItem<Row>[]
}

/** The names of the columns; those that can be sorted by are buttons. Stays in sight while rows scroll. */
export function TableHeader<Row>(props: TableHeaderProps<Row>) {
  const { columns, tracks, selection } = props
  return (
    <div role="rowgroup" className="sticky top-0 z-1">
      <div
        role="row"
        aria-rowindex={1}
        className="grid h-11 items-stretch border-b border-line-strong bg-sunken text-sm font-semibold text-ink-soft"
        style={{ gridTemplateColumns: tracks }}
      >
        {selection && (
          <div role="columnheader" aria-colindex={1} className="flex items-center justify-center">
            <SelectAll selection={selection} items={props.items} />
          </div>
        )}
        {columns.map((column, index) => (
          <ColumnHeader
            key={column.id}
            column={column}
            index={index + (selection ? 2 : 1)}
            sort={props.sort?.columnId === column.id ? props.sort : null}
            onSort={props.onSort}
          />
        ))}
      </div>
    </div>
  )
}

type ColumnHeaderProps<Row> = {
  readonly column: TableColumn<Row>
  readonly index: number
  readonly sort: TableSort | null
  readonly onSort: (columnId: string) => void
}

function ColumnHeader<Row>({ column, index, sort, onSort }: ColumnHeaderProps<Row>) {
  const end = column.align === 'end'
  const ariaSort = sort ? (sort.descending ? 'descending' : 'ascending') : undefined
  return (
    <div
      role="columnheader"
      aria-colindex={index}
      aria-sort={column.sortBy ? (ariaSort ?? 'none') : undefined}
      className={classNames('flex min-w-0 items-center', end && 'justify-end')}
    >
      {column.sortBy ? (
        <button
          type="button"
          onClick={() => onSort(column.id)}
          className={classNames(
            'flex h-full w-full min-w-0 cursor-pointer items-center gap-1 px-3 hover:bg-quiet-soft focus-visible:-outline-offset-3',
            end && 'justify-end',
            sort !== null && 'text-ink',
          )}
        >
          <span className="truncate">{column.header}</span>
          <SortIcon sort={sort} />
        </button>
      ) : (
        <span className="truncate px-3">{column.header}</span>
      )}
    </div>
  )
}

function SortIcon({ sort }: { readonly sort: TableSort | null }) {
  const Icon = sort === null ? ChevronsUpDown : sort.descending ? ArrowDown : ArrowUp
  return (
    <Icon size={16} aria-hidden className={classNames('shrink-0', sort === null && 'opacity-60')} />
  )
}

type SelectAllProps<Row> = {
  readonly selection: TableSelection
  readonly items: readonly TableItem<Row>[]
}

function SelectAll<Row>({ selection, items }: SelectAllProps<Row>) {
  const keys = rowKeys(items)
  const chosen = keys.filter((key) => selection.keys.has(key)).length
  return (
    <Checkbox
      label={t('ui.selectAll')}
      hideLabel
      isSelected={keys.length > 0 && chosen === keys.length}
      isIndeterminate={chosen > 0 && chosen < keys.length}
      onChange={(all) => selection.onChange(new Set(all ? keys : []))}
    />
  )
}
