import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual'
import { useDeferredValue, useMemo, useRef } from 'react'
import { useCardChoice } from '../hooks/use-card-choice.ts'
import { usePlace } from '../hooks/use-place.ts'
import { type CardRow, cardRows } from '../logic/card-rows.ts'
import { useMirror } from '../stores/mirror.ts'
import { BoardCard } from './BoardCard.tsx'
import { groupWords } from './board-words.ts'

type BenchCardsProps = { readonly shown: readonly string[] }

/** A card is at least so wide, in pixels; as many stand beside each other as fit. */
const cardWidth = 376
const gap = 16
/** Before a row was measured: a card without notices. */
const usualHeight = { group: 52, cards: 396 }

/** Every shown board as a card, in groups of slots. Only the rows near the window are in the document. */
export function BenchCards({ shown }: BenchCardsProps) {
  const wall = useRef<HTMLDivElement>(null)
  const place = usePlace(wall)
  useCardChoice(wall, shown)
  return (
    <div ref={wall}>
      {place && <Rows shown={shown} top={place.top} columns={columnsIn(place.width)} />}
    </div>
  )
}

function columnsIn(width: number): number {
  return Math.max(1, Math.floor((width + gap) / (cardWidth + gap)))
}

type RowsProps = BenchCardsProps & { readonly top: number; readonly columns: number }

function Rows({ shown, top, columns }: RowsProps) {
  const rows = useMemo(
    () => cardRows(shown, useMirror.getState().boards, columns),
    [shown, columns],
  )
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (index) => usualHeight[rows[index]?.kind ?? 'cards'],
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 1,
    gap,
    scrollMargin: top,
    // What has the keyboard stays in the document, so that a name that is being typed is not lost.
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range)
      const focused = focusedRow()
      return focused === null || indexes.includes(focused) || focused >= rows.length
        ? indexes
        : [...indexes, focused].sort((one, other) => one - other)
    },
    useFlushSync: false,
  })
  return (
    <div className="relative" style={{ height: virtualizer.getTotalSize() }}>
      {virtualizer.getVirtualItems().map(({ key, index, start, size }) => (
        <div
          key={key}
          data-index={index}
          data-card-row
          ref={virtualizer.measureElement}
          className="absolute inset-x-0 top-0"
          style={{ transform: `translateY(${start - top}px)` }}
        >
          <RowContent row={rows[index]} columns={columns} shown={shown} height={size} />
        </div>
      ))}
    </div>
  )
}

function focusedRow(): number | null {
  const row = document.activeElement?.closest<HTMLElement>('[data-card-row]')
  return row ? Number(row.dataset.index) : null
}

type RowContentProps = BenchCardsProps & {
  readonly row: CardRow | undefined
  readonly columns: number
  /** Of the row when it was last seen, or else the usual one. */
  readonly height: number
}

/** Its cards are made in small pieces of time, so that scrolling does not wait for them; until then their place is kept. */
function RowContent({ row, columns, shown, height }: RowContentProps) {
  const ready = useDeferredValue(true, false)
  if (!row) return null
  if (row.kind === 'group') {
    return (
      <h3 className="flex items-baseline gap-2 pt-2 text-lg font-bold">
        {groupWords(row.group)}
        <span className="text-base font-normal text-ink-soft">{row.count}</span>
      </h3>
    )
  }
  if (!ready) return <div style={{ height }} />
  return (
    <div
      className="grid gap-4"
      style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
    >
      {row.ids.map((id) => (
        <BoardCard key={id} id={id} shown={shown} />
      ))}
    </div>
  )
}
