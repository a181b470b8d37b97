import { type MouseEvent, memo } from 'react'
import { t } from '../text/translate.ts'
import { Checkbox } from './Checkbox.tsx'
import { classNames } from './class-names.ts'
import type { TableColumn } from './table-column.ts'

/** What a press on a row asks for. */
export type RowPress = 'only' | 'toggle' | 'range' | 'open'

/** Where a line stands: `rowIndex` counts from 1 with the header, `start` and `height` are pixels. */
type Place = {
  readonly rowIndex: number
  readonly start: number
  readonly height: number
  readonly tracks: string
}

type TableRowProps<Row> = Place & {
  readonly itemKey: string
  readonly row: Row
  readonly name: string
  readonly columns: readonly TableColumn<Row>[]
  /** The one row that the Tab key reaches. */
  readonly isActive: boolean
  /** Undefined where rows can't be chosen. */
  readonly isSelected: boolean | undefined
  /** Its details are shown elsewhere on the page. */
  readonly isMarked: boolean
  readonly canOpen: boolean
  readonly onPress: (key: string, press: RowPress) => void
}

function TableRowNow<Row>(props: TableRowProps<Row>) {
  const { itemKey, row, columns, isActive, isSelected, onPress } = props
  return (
    <div
      role="row"
      data-key={itemKey}
      aria-rowindex={props.rowIndex}
      aria-selected={isSelected}
      aria-current={props.isMarked || undefined}
      tabIndex={isActive ? 0 : -1}
      onClick={(event) => {
        if (!isOnControl(event)) onPress(itemKey, pressOf(event))
      }}
      onDoubleClick={(event) => {
        if (isSelected !== undefined && !isOnControl(event)) onPress(itemKey, 'open')
      }}
      className={classNames(
        'absolute inset-x-0 top-0 grid items-center border-b border-line focus-visible:-outline-offset-3',
        (props.canOpen || isSelected !== undefined) && 'cursor-pointer select-none',
        isSelected || props.isMarked ? 'bg-accent-soft' : 'bg-surface hover:bg-sunken',
      )}
      style={placed(props)}
    >
      {isSelected !== undefined && (
        <div role="gridcell" aria-colindex={1} className="flex justify-center">
          <Checkbox
            label={t('ui.selectRow', { row: props.name })}
            hideLabel
            isSelected={isSelected}
            onChange={() => onPress(itemKey, 'toggle')}
            excludeFromTabOrder={!isActive}
          />
        </div>
      )}
      {columns.map((column, index) => (
        <div
          key={column.id}
          role={column.isRowHeader ? 'rowheader' : 'gridcell'}
          aria-colindex={index + (isSelected === undefined ? 1 : 2)}
          className={classNames(
            'min-w-0 truncate px-3',
            column.align === 'end' && 'text-right',
            column.isRowHeader === true && 'font-semibold',
          )}
        >
          {column.cell(row, isActive)}
        </div>
      ))}
    </div>
  )
}

// `memo` forgets type parameters.
export const TableRow = memo(TableRowNow) as typeof TableRowNow

type GroupLineProps = Place & { readonly name: string; readonly count: number }

/** The name of a group, above its rows. */
export const GroupLine = memo(function GroupLine(props: GroupLineProps) {
  return (
    <div
      role="row"
      aria-rowindex={props.rowIndex}
      className="absolute inset-x-0 top-0 flex items-end border-b border-line bg-sunken px-3 pb-1.5"
      style={placed(props)}
    >
      <div role="gridcell" className="font-semibold">
        {props.name} <span className="font-normal text-ink-soft">{props.count}</span>
      </div>
    </div>
  )
})

function placed({ start, height, tracks }: Place) {
  return { height, transform: `translateY(${start}px)`, gridTemplateColumns: tracks }
}

function pressOf(event: MouseEvent): RowPress {
  if (event.shiftKey) return 'range'
  return event.ctrlKey || event.metaKey ? 'toggle' : 'only'
}

/** A press on a link, a button or a checkbox inside the row is not one on the row. */
function isOnControl(event: MouseEvent): boolean {
  return event.target instanceof Element && event.target.closest('a, button, input, label') !== null
}
