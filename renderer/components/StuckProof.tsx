import type { TrafficEntry } from '../../contract/traffic.ts'
import { clockTime } from '../logic/clock-time.ts'
import { t } from '../text/translate.ts'
import { TrafficWay } from './TrafficCells.tsx'

/** The packets that prove why a board is stuck, oldest first. */
export function StuckProof({ entries }: { readonly entries: readonly TrafficEntry[] }) {
  if (entries.length === 0) return <p className="text-ink-soft">{t('stuck.proofGone')}</p>
  return (
    <ol
      aria-label={t('stuck.proof')}
      className="divide-y divide-line rounded-lg border border-line bg-sunken"
    >
      {entries.map((entry) => (
        <li key={entry.id} className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 px-3 py-1.5">
          <time className="font-mono text-sm text-ink-soft">{clockTime(entry.at)}</time>
          <span className="w-28 text-sm">
            <TrafficWay direction={entry.direction} />
          </span>
          <span className="text-sm">{t(`traffic.protocol.${entry.protocol}`)}</span>
          <code className="min-w-0 font-mono text-sm break-all">{entry.summary}</code>
        </li>
      ))}
    </ol>
  )
}
