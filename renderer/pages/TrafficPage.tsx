import { TrafficPanel } from '../components/TrafficPanel.tsx'
import { changeTrafficFilter, showTrafficEntry, useTrafficView } from '../stores/traffic-view.ts'
import { t } from '../text/translate.ts'

/** What boards and station say to each other, as it happens. */
export function TrafficPage() {
  const { filter, entryId } = useTrafficView()
  return (
    <>
      <div>
        <h2 className="text-xl font-bold">{t('traffic.title')}</h2>
        <p className="max-w-prose text-ink-soft">{t('traffic.lead')}</p>
      </div>
      <TrafficPanel
        boardId={null}
        filter={filter}
        onFilter={changeTrafficFilter}
        entryId={entryId}
        onEntry={showTrafficEntry}
        maxHeight="max(20rem, calc(100dvh - 20rem))"
      />
    </>
  )
}
