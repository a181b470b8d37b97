import { useEffect } from 'react'
import { examine } from '../api/examine.ts'
import { useConnection } from '../stores/connection.ts'
import { useDoctor } from '../stores/doctor.ts'
import { useMirror } from '../stores/mirror.ts'
import { t } from '../text/translate.ts'

/** The first screen is to be there before the doctor sets its programs to work. */
const pause = 2000

/** How many problems the doctor found, beside its name in the header; nothing while all is well. */
export function DoctorCount() {
  useExamination()
  const count = useDoctor(
    ({ checkups }) => checkups?.filter(({ state }) => state === 'problem').length ?? 0,
  )
  if (count === 0) return null
  return (
    <span className="relative inline-flex rounded-full border border-edge bg-danger-soft px-2 text-sm font-semibold text-danger-ink">
      <span aria-hidden className="inline-block">
        {count}
      </span>
      <span className="sr-only">{t('doctor.countProblems', { count })}</span>
    </span>
  )
}

/** Looks once the station is there, and again when serving begins, ends or is refused. The page itself shows a failure. */
function useExamination(): void {
  const live = useConnection(({ connection }) => connection.kind === 'live')
  const serving = useMirror(({ status }) => JSON.stringify(status?.serving))
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked again when serving changes
  useEffect(() => {
    if (!live) return
    const timer = setTimeout(examine, pause)
    return () => clearTimeout(timer)
  }, [live, serving])
}
