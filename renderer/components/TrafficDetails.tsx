import { X } from 'lucide-react'
import type { TrafficEntry } from '../../contract/traffic.ts'
import { clockTime } from '../logic/clock-time.ts'
import { formatBytes } from '../logic/format.ts'
import { previousOfBoard } from '../logic/traffic-log.ts'
import { meaningOf } from '../logic/traffic-meaning.ts'
import { t } from '../text/translate.ts'
import { Code } from '../ui/Code.tsx'
import { type Fact, Facts } from '../ui/Facts.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { TrafficBoard, TrafficWay } from './TrafficCells.tsx'

type TrafficDetailsProps = {
  readonly entry: TrafficEntry
  readonly entries: readonly TrafficEntry[]
  readonly onClose: () => void
}

/** One packet or request in full, with what it means for the boot. */
export function TrafficDetails({ entry, entries, onClose }: TrafficDetailsProps) {
  const meaning = meaningOf(entry)
  return (
    <section
      aria-label={t('traffic.details', { id: entry.id })}
      className="flex flex-col gap-3 rounded-xl border border-line bg-surface p-4 shadow-low"
    >
      <div className="-my-2 flex items-center justify-between gap-2">
        <h3 className="font-bold">{t('traffic.details', { id: entry.id })}</h3>
        <IconButton look="ghost" label={t('ui.close')} icon={<X size={18} />} onPress={onClose} />
      </div>
      <p className="rounded-lg bg-sunken p-3">
        <Code>{entry.summary}</Code>
      </p>
      {meaning && <p>{t(`traffic.explain.${meaning}`)}</p>}
      <div className="text-sm">
        <Facts facts={factsOf(entry, entries)} />
      </div>
    </section>
  )
}

function factsOf(entry: TrafficEntry, entries: readonly TrafficEntry[]): readonly Fact[] {
  return [
    { term: t('traffic.time'), value: <Code>{clockTime(entry.at)}</Code> },
    { term: t('traffic.sincePrevious'), value: sincePrevious(entry, entries) },
    { term: t('traffic.way'), value: <TrafficWay direction={entry.direction} /> },
    { term: t('traffic.protocolFilter'), value: t(`traffic.protocol.${entry.protocol}`) },
    {
      term: t('traffic.board'),
      value:
        entry.boardId === null ? (
          t('traffic.noBoard')
        ) : (
          <TrafficBoard boardId={entry.boardId} tabbable />
        ),
    },
    { term: t('traffic.peer'), value: <Code>{entry.peer}</Code> },
    { term: t('traffic.length'), value: formatBytes(entry.lengthBytes) },
  ]
}

function sincePrevious(entry: TrafficEntry, entries: readonly TrafficEntry[]): string {
  const previous = previousOfBoard(entries, entry)
  return previous
    ? t('traffic.sincePreviousOf', { duration: entry.at - previous.at, summary: previous.summary })
    : t('traffic.firstOfBoard')
}
