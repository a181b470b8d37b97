/** One line of a table: a row, or the name of a group above its rows. */
export type TableItem<Row> =
  | { readonly kind: 'row'; readonly key: string; readonly row: Row }
  | { readonly kind: 'group'; readonly key: string; readonly name: string; readonly count: number }

/** Rows as lines. With `groupOf`, rows of one group stand together below its name, groups in order of appearance. */
export function tableItems<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  groupOf?: (row: Row) => string,
): readonly TableItem<Row>[] {
  const rowItem = (row: Row) => ({ kind: 'row', key: keyOf(row), row }) as const
  if (!groupOf) return rows.map(rowItem)
  const groups = Map.groupBy(rows, groupOf)
  return [...groups].flatMap(([name, members]) => [
    { kind: 'group', key: `group:${name}`, name, count: members.length } as const,
    ...members.map(rowItem),
  ])
}

/** The index of the row that is `steps` rows away from a line; group names are stepped over. Stops at the ends. */
export function rowAway<Row>(
  items: readonly TableItem<Row>[],
  from: number,
  steps: number,
): number | null {
  const direction = steps < 0 ? -1 : 1
  let left = Math.abs(steps)
  let found: number | null = items[from]?.kind === 'row' ? from : null
  for (let at = from + direction; left > 0 && at >= 0 && at < items.length; at += direction) {
    if (items[at]?.kind !== 'row') continue
    found = at
    left -= 1
  }
  return found
}

/** Keys of all rows between two lines, both included. */
export function keysBetween<Row>(
  items: readonly TableItem<Row>[],
  one: number,
  other: number,
): readonly string[] {
  return rowKeys(items.slice(Math.min(one, other), Math.max(one, other) + 1))
}

export function rowKeys<Row>(items: readonly TableItem<Row>[]): readonly string[] {
  return items.filter(({ kind }) => kind === 'row').map(({ key }) => key)
}

/** The same set with this key put in, or taken out if it was there. */
export function toggled(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const changed = new Set(keys)
  if (!changed.delete(key)) changed.add(key)
  return changed
}
