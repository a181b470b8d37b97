import type { RowData } from '@tanstack/react-table'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useElementSize } from '../hooks/use-element-size.ts'
import { useTargetSize } from '../hooks/use-target-size.ts'
import { t } from '../text/translate.ts'
import { leastWidth, type TableColumn, trackList } from './table-column.ts'
import { keysBetween, rowAway, tableItems, toggled } from './table-items.ts'
import { type TableSort, useSortedRows } from './use-sorted-rows.ts'
import { type TableSelection, tableKeyHandler } from './use-table-keys.ts'
import { TableHeader } from './VirtualTableHeader.tsx'
import { GroupLine, type RowPress, TableRow } from './VirtualTableRow.tsx'

export type VirtualTableProps<Row> = {
  /** What the table shows, spoken. */
  readonly label: string
  readonly rows: readonly Row[]
  /** Keep it stable (module level, or `useMemo`): rows are rendered again when it changes. */
  readonly columns: readonly TableColumn<Row>[]
  readonly rowKey: (row: Row) => string
  /** What a person calls the row; for its checkbox. */
  readonly rowName: (row: Row) => string
  readonly firstSort?: TableSort | null
  /** Rows of one group stand together below its name. */
  readonly groupOf?: (row: Row) => string
  /** Shows a column of checkboxes. A click on a row chooses it, with Control one more, with Shift a range. */
  readonly selection?: TableSelection
  /** Enter or a double click on a row; a single click where rows can't be chosen. */
  readonly onOpen?: (row: Row) => void
  /** Height of a row in rem; cells that need two lines take 4. */
  readonly rowHeight?: number
  /** Greatest height of the table as a CSS length; none: down to the lower edge of the window. */
  readonly maxHeight?: string
  /** Shown instead of rows. */
  readonly empty?: ReactNode
  /** Rows there are in all, when not all are loaded; and what loads more, called near the end. */
  readonly totalRows?: number
  readonly onNearEnd?: () => void
  /** Keeps the last row in sight while rows are added, unless a person scrolled up. */
  readonly follow?: boolean
  /** The row whose details are shown beside the table: marked, and brought into sight. */
  readonly markedKey?: string | null
}

/** Ends of lists load more this many rows before they are seen. */
const nearEnd = 20
const narrow = 48

/** A table of any length: only the rows in sight are in the document. Sorted by its headers; wholly usable by keyboard. */
export function VirtualTable<Row extends RowData>(props: VirtualTableProps<Row>) {
  const { label, columns, rowKey, groupOf, selection, empty, rowHeight = 3 } = props
  const scroller = useRef<HTMLDivElement>(null)
  const size = useElementSize(scroller)
  const rem = useRem()
  const shown = useMemo(
    () => columns.filter(({ wideOnly }) => !wideOnly || size.width >= narrow * rem),
    [columns, size.width, rem],
  )
  const { rows, sort, toggleSort } = useSortedRows(
    props.rows,
    columns,
    rowKey,
    props.firstSort ?? null,
  )
  const items = useMemo(() => tableItems(rows, rowKey, groupOf), [rows, rowKey, groupOf])
  const [activeKey, setActiveKey] = useState<string | null>(null)
  const active = useMemo(
    () => (activeKey === null ? -1 : items.findIndex(({ key }) => key === activeKey)),
    [items, activeKey],
  )
  const tabStop = active >= 0 ? active : (rowAway(items, -1, 1) ?? -1)
  const height = Math.max(rowHeight, useTargetSize()) * rem
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => items[index]?.key ?? index,
    overscan: 8,
    scrollPaddingStart: headerHeight * rem,
    // The row with the keyboard stays in the document, so that the focus is not lost when it scrolls out of sight.
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range)
      return tabStop < 0 || indexes.includes(tabStop)
        ? indexes
        : [...indexes, tabStop].sort((one, other) => one - other)
    },
    useFlushSync: false,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new height makes old measurements wrong
  useEffect(() => virtualizer.measure(), [height, virtualizer])
  const anchor = useRef(0)
  const focusNext = useRef(false)

  function go(index: number): void {
    focusNext.current = true
    setActiveKey(items[index]?.key ?? null)
    virtualizer.scrollToIndex(index)
  }
  useEffect(() => {
    if (!focusNext.current || activeKey === null) return
    focusNext.current = false
    scroller.current
      ?.querySelector<HTMLElement>(`[data-key="${CSS.escape(activeKey)}"]`)
      ?.focus({ preventScroll: true })
  }, [activeKey])

  const latest = useRef({ props, items, active })
  latest.current = { props, items, active }
  const onPress = useCallback((key: string, press: RowPress) => {
    const { props, items } = latest.current
    const index = items.findIndex((item) => item.key === key)
    const item = items[index]
    if (item?.kind !== 'row') return
    setActiveKey(key)
    const { selection, onOpen } = props
    if (press === 'open' || !selection) onOpen?.(item.row)
    else if (press === 'range') {
      selection.onChange(new Set(keysBetween(items, anchor.current, index)))
    } else {
      anchor.current = index
      selection.onChange(press === 'toggle' ? toggled(selection.keys, key) : new Set([key]))
    }
  }, [])

  const visible = virtualizer.getVirtualItems()
  useNearEnd(visible.at(-1)?.index ?? -1, items.length, props.onNearEnd)
  useMarked(items, props.markedKey ?? null, (index) =>
    virtualizer.scrollToIndex(index, { align: 'center' }),
  )
  useFollow(scroller, items.length, props.follow ?? false, () =>
    virtualizer.scrollToIndex(items.length - 1, { align: 'end' }),
  )
  const hasSelection = selection !== undefined
  const tracks = `${hasSelection ? `${checkboxWidth}rem ` : ''}${trackList(shown)}`
  const width = leastWidth(shown) + (hasSelection ? checkboxWidth : 0)
  const total = Math.max(props.totalRows ?? 0, items.length)
  return (
    <div
      ref={scroller}
      className="relative overflow-auto overscroll-contain rounded-xl border border-line bg-surface shadow-low"
      style={{ maxHeight: props.maxHeight ?? 'max(20rem, calc(100dvh - 13rem))' }}
    >
      <div
        role="grid"
        aria-label={label}
        aria-rowcount={total + 1}
        aria-colcount={shown.length + (hasSelection ? 1 : 0)}
        aria-multiselectable={hasSelection || undefined}
        tabIndex={-1}
        onKeyDown={tableKeyHandler({
          items,
          active: tabStop,
          pageLength: Math.max(1, Math.floor(size.height / height) - 2),
          selection,
          anchor,
          go,
          onOpen: props.onOpen,
        })}
        style={{ minWidth: `${width}rem` }}
      >
        <TableHeader
          columns={shown}
          tracks={tracks}
          sort={sort}
          onSort={toggleSort}
          selection={selection}
          items={items}
        />
        <div className="relative" role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
          {visible.map(({ index, start }) => {
            const item = items[index]
            if (!item) return null
            const place = { rowIndex: index + 2, start, height, tracks }
            return item.kind === 'group' ? (
              <GroupLine key={item.key} name={item.name} count={item.count} {...place} />
            ) : (
              <TableRow
                key={item.key}
                itemKey={item.key}
                row={item.row}
                name={props.rowName(item.row)}
                columns={shown}
                isActive={index === tabStop}
                isSelected={selection?.keys.has(item.key)}
                isMarked={item.key === props.markedKey}
                canOpen={props.onOpen !== undefined}
                onPress={onPress}
                {...place}
              />
            )
          })}
        </div>
      </div>
      {items.length === 0 && (
        <div className="px-4 py-10 text-center text-ink-soft">{empty ?? t('ui.noRows')}</div>
      )}
    </div>
  )
}

const headerHeight = 2.75
const checkboxWidth = 3

/** Pixels in one rem; large text of the browser makes rows higher. */
function useRem(): number {
  return useMemo(
    () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16,
    [],
  )
}

function useNearEnd(lastShown: number, count: number, onNearEnd: (() => void) | undefined): void {
  const reached = count > 0 && lastShown >= count - nearEnd
  const call = useRef(onNearEnd)
  call.current = onNearEnd
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again for each new length
  useEffect(() => {
    if (reached) call.current?.()
  }, [reached, count])
}

/** Brings the marked row into sight: once when it is marked, or when it arrives after that. */
function useMarked(
  items: readonly { readonly key: string }[],
  markedKey: string | null,
  show: (index: number) => void,
): void {
  const shown = useRef<string | null>(null)
  const call = useRef(show)
  call.current = show
  useEffect(() => {
    if (markedKey === shown.current) return
    const index = items.findIndex(({ key }) => key === markedKey)
    if (markedKey !== null && index < 0) return
    shown.current = markedKey
    if (index >= 0) call.current(index)
  }, [items, markedKey])
}

/** Scrolls to the end when rows were added and the end was in sight before. */
function useFollow(
  scroller: { readonly current: HTMLElement | null },
  count: number,
  follow: boolean,
  toEnd: () => void,
): void {
  const atEnd = useRef(true)
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const onScroll = () => {
      atEnd.current = element.scrollTop + element.clientHeight >= element.scrollHeight - 32
    }
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => element.removeEventListener('scroll', onScroll)
  }, [scroller])
  const call = useRef(toEnd)
  call.current = toEnd
  useEffect(() => {
    if (follow && count > 0 && atEnd.current) call.current()
  }, [follow, count])
}
