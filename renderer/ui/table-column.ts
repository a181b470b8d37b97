import type { ReactNode } from 'react'

export type TableColumn<Row> = {
  readonly id: string
  /** The column's name, in words. */
  readonly header: string
  /** `isActive`: the keyboard is on this row. Controls in other rows should not be tab stops. */
  readonly cell: (row: Row, isActive: boolean) => ReactNode
  /** Least width in rem. */
  readonly width: number
  /** Its share of what is left of the table's width; 0: as wide as `width` and no wider. */
  readonly grow?: number
  /** What rows are sorted by when a person chooses this column; null sorts last. None: no sorting by it. */
  readonly sortBy?: (row: Row) => string | number | null
  /** Names the row for screen readers. One column should. */
  readonly isRowHeader?: boolean
  /** Numbers stand at the end, so that their digits align. */
  readonly align?: 'start' | 'end'
  /** Left out where the table is narrower than 48 rem. */
  readonly wideOnly?: boolean
}

/** The tracks of a CSS grid that shows these columns: equal in every row, so none depends on what a row holds. */
export function trackList(columns: readonly Pick<TableColumn<never>, 'width' | 'grow'>[]): string {
  return columns
    .map(({ width, grow = 0 }) => (grow > 0 ? `minmax(${width}rem, ${grow}fr)` : `${width}rem`))
    .join(' ')
}

/** What all columns need at least, in rem. */
export function leastWidth(columns: readonly Pick<TableColumn<never>, 'width'>[]): number {
  return columns.reduce((sum, { width }) => sum + width, 0)
}
