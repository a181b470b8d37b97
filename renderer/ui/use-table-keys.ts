import type { KeyboardEvent } from 'react'
import { keysBetween, rowAway, rowKeys, type TableItem, toggled } from './table-items.ts'

export type TableSelection = {
  readonly keys: ReadonlySet<string>
  readonly onChange: (keys: ReadonlySet<string>) => void
}

type TableKeys<Row> = {
  readonly items: readonly TableItem<Row>[]
  /** The line that the keyboard is on; -1 before it ever was on one. */
  readonly active: number
  /** Rows that fit into the window of the table: as far as Page Up and Page Down go. */
  readonly pageLength: number
  readonly selection: TableSelection | undefined
  /** The line at which a range began. */
  readonly anchor: { current: number }
  readonly go: (index: number) => void
  readonly onOpen: ((row: Row) => void) | undefined
}

/**
 * The keys of a grid (WAI-ARIA Authoring Practices, "grid"): arrows, Home, End, Page Up and Down move; Space chooses,
 * Shift with a move chooses a range, Control+A all, Escape none; Enter opens; right and left go into the controls of a row.
 */
export function tableKeyHandler<Row>(keys: TableKeys<Row>) {
  return (event: KeyboardEvent<HTMLElement>): void => {
    if (isTyping(event.target)) return
    const target = targetOf(event.key, keys)
    if (target !== null) move(target, event.shiftKey, keys)
    else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') moveInside(event)
    else if (!act(event, keys)) return
    event.preventDefault()
    event.stopPropagation()
  }
}

/** The line that a moving key leads to; null for every other key. */
function targetOf<Row>(key: string, { items, active, pageLength }: TableKeys<Row>): number | null {
  switch (key) {
    case 'ArrowDown':
      return rowAway(items, active, 1)
    case 'ArrowUp':
      return rowAway(items, active, -1)
    case 'PageDown':
      return rowAway(items, active, pageLength)
    case 'PageUp':
      return rowAway(items, active, -pageLength)
    case 'Home':
      return rowAway(items, -1, 1)
    case 'End':
      return rowAway(items, items.length, -1)
    default:
      return null
  }
}

function move<Row>(index: number, withRange: boolean, keys: TableKeys<Row>): void {
  if (withRange && keys.selection) {
    keys.selection.onChange(new Set(keysBetween(keys.items, keys.anchor.current, index)))
  } else keys.anchor.current = index
  keys.go(index)
}

/** What a key does that does not move; false when it is not for the table. */
function act<Row>(event: KeyboardEvent<HTMLElement>, keys: TableKeys<Row>): boolean {
  const { items, active, selection, onOpen } = keys
  const item = items[active]
  // Enter and Space on a button inside a row are for the button.
  const onRow = event.target instanceof HTMLElement && event.target.role === 'row'
  if (selection && event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey)) {
    selection.onChange(new Set(rowKeys(items)))
    return true
  }
  if (selection && event.key === 'Escape' && selection.keys.size > 0) {
    selection.onChange(new Set())
    return true
  }
  if (!onRow || item?.kind !== 'row') return false
  if (selection && event.key === ' ') selection.onChange(toggled(selection.keys, item.key))
  else if (onOpen && event.key === 'Enter') onOpen(item.row)
  else return false
  return true
}

/** Right goes to the next control of the row, left to the one before and from the first back to the row itself. */
function moveInside(event: KeyboardEvent<HTMLElement>): void {
  if (!(event.target instanceof HTMLElement)) return
  const row = event.target.closest<HTMLElement>('[role=row]')
  if (!row) return
  const stops = [row, ...row.querySelectorAll<HTMLElement>('a[href], button, input')]
  stops[stops.indexOf(event.target) + (event.key === 'ArrowRight' ? 1 : -1)]?.focus()
}

function isTyping(target: EventTarget): boolean {
  if (target instanceof HTMLTextAreaElement) return true
  return target instanceof HTMLInputElement && target.type !== 'checkbox'
}
