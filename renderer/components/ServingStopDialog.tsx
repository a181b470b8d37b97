import { useMemo } from 'react'
import type { Job } from '../../contract/job.ts'
import { closeDialog } from '../stores/dialog.ts'
import { useMirror } from '../stores/mirror.ts'
import { t } from '../text/translate.ts'
import { ConfirmDialog } from './ConfirmDialog.tsx'

/** Asks before boards are not answered any more, and says what happens to jobs that run. */
export function ServingStopDialog() {
  const jobs = useMirror((mirror) => mirror.jobs)
  const running = useMemo(() => [...jobs.values()].filter(isRunning).length, [jobs])
  const body = [
    ...(running > 0 ? [t('settings.stopJobs', { count: running })] : []),
    t('settings.stopBody'),
  ]
  return (
    <ConfirmDialog
      title={t('settings.stopTitle')}
      body={body.join(' ')}
      confirm={t('settings.stop')}
      request={(station) => station.serving.stop()}
      onClose={closeDialog}
    />
  )
}

function isRunning({ state: { kind } }: Job): boolean {
  return kind === 'running' || kind === 'cancelling'
}
