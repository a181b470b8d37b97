import { TrafficPanel } from '../components/TrafficPanel.tsx'
import { changeTrafficFilter, showTrafficEntry, useTrafficView } from '../stores/traffic-view.ts'
import { t } from '../text/translate.ts'
import { PageTitle } from '../ui/PageTitle.tsx'

/** What boards and station say to each other, as it happens. */
export function TrafficPage() {
  const { filter, entryId } = useTrafficView()
  return (
    <>
      <PageTitle lead={t('traffic.lead')}>{t('traffic.title')}</PageTitle>
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
