import type { ReactNode } from 'react'

type TableProps = {
  readonly label: string
  readonly columns: readonly string[]
  readonly children: ReactNode
}

/** A table that turns into a list of blocks on a narrow screen; there each cell shows its column's name. */
export function Table({ label, columns, children }: TableProps) {
  return (
    <div className="overflow-hidden rounded-2xl border border-line bg-surface shadow-low">
      <table aria-label={label} className="w-full text-left">
        <thead className="hidden border-b border-line bg-sunken text-sm text-ink-soft lg:table-header-group">
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" className="px-4 py-2.5 font-semibold">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">{children}</tbody>
      </table>
    </div>
  )
}

export function Row({ children }: { readonly children: ReactNode }) {
  return <tr className="block py-2 lg:table-row lg:py-0">{children}</tr>
}

type CellProps = {
  /** The column's name, shown in front on a narrow screen; null where the cell speaks for itself. */
  readonly label: string | null
  readonly header?: boolean
  /** Short values stay on one line, and beside each other on a narrow screen. */
  readonly short?: boolean
  readonly children: ReactNode
}

export function Cell({ label, header = false, short = false, children }: CellProps) {
  const classes = `${short ? 'inline-block whitespace-nowrap' : 'block'} px-4 py-1 align-middle lg:table-cell lg:py-3`
  if (header) {
    return (
      <th scope="row" className={classes}>
        {children}
      </th>
    )
  }
  return (
    <td className={classes}>
      {label && <span className="mr-2 text-sm text-ink-soft lg:hidden">{label}</span>}
      {children}
    </td>
  )
}
