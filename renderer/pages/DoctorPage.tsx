import { RefreshCw } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Checkup } from '../../contract/doctor.ts'
import { examine } from '../api/examine.ts'
import { CheckupRow } from '../components/CheckupRow.tsx'
import { RefusalNotice } from '../components/RefusalNotice.tsx'
import { When } from '../components/Since.tsx'
import { useConnection } from '../stores/connection.ts'
import { useDoctor } from '../stores/doctor.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { PageTitle } from '../ui/PageTitle.tsx'

/** Every precondition of serving boards, the troubled ones first. */
export function DoctorPage() {
  const { checkups, examinedAt, isExamining } = useDoctor()
  const [failure, look] = useExamining()
  return (
    <>
      <PageTitle
        lead={t('doctor.lead')}
        actions={
          <Button icon={<RefreshCw size={18} />} isPending={isExamining} onPress={look}>
            {t('doctor.again')}
          </Button>
        }
      >
        {t('doctor.title')}
      </PageTitle>
      <p role="status" className="flex flex-wrap gap-x-3 text-ink-soft">
        {checkups === null || examinedAt === null ? (
          t('doctor.examining')
        ) : (
          <>
            <strong className="text-ink">{summaryOf(checkups)}</strong>
            {isExamining ? (
              t('doctor.examining')
            ) : (
              <span>
                {t('doctor.examined')} <When time={examinedAt} />
              </span>
            )}
          </>
        )}
      </p>
      <RefusalNotice reason={failure} />
      {checkups !== null && <Checkups checkups={checkups} />}
    </>
  )
}

/** Looks when the page is shown and whenever the connection is back. */
function useExamining(): readonly [failure: string | null, look: () => void] {
  const live = useConnection(({ connection }) => connection.kind === 'live')
  const [failure, setFailure] = useState<string | null>(null)
  const look = () => {
    examine().then(setFailure)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked when the connection is there
  useEffect(() => {
    if (live) look()
  }, [live])
  return [failure, look]
}

/** Troubled ones first, each group in the station's order, in which a person would repair them. */
function Checkups({ checkups }: { readonly checkups: readonly Checkup[] }) {
  const troubled = (['problem', 'warning'] as const).flatMap((state) =>
    checkups.filter((checkup) => checkup.state === state),
  )
  return (
    <>
      <Group title={t('doctor.attention')} checkups={troubled} />
      <Group title={t('doctor.fine')} checkups={checkups.filter(({ state }) => state === 'ok')} />
    </>
  )
}

type GroupProps = { readonly title: string; readonly checkups: readonly Checkup[] }

function Group({ title, checkups }: GroupProps) {
  if (checkups.length === 0) return null
  return (
    <section aria-label={title} className="flex flex-col gap-2">
      <h3 className="text-lg font-bold">{title}</h3>
      <ul className="divide-y divide-line rounded-2xl border border-line bg-surface shadow-low">
        {checkups.map((checkup) => (
          <CheckupRow key={checkup.id} checkup={checkup} />
        ))}
      </ul>
    </section>
  )
}

function summaryOf(checkups: readonly Checkup[]): string {
  const states = (['problem', 'warning', 'ok'] as const).map((state) => ({
    state,
    count: checkups.filter((checkup) => checkup.state === state).length,
  }))
  if (states.every(({ state, count }) => state === 'ok' || count === 0)) return t('doctor.allFine')
  return states
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => t(`doctor.summary.${state}`, { count }))
    .join(', ')
}
