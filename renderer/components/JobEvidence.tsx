import { ShieldCheck, ShieldOff, ShieldQuestionMark } from 'lucide-react'
import type { Job } from '../../contract/job.ts'
import { formatBytes } from '../logic/format.ts'
import { outcomeOf } from '../logic/job-outcome.ts'
import { t } from '../text/translate.ts'
import { Card } from '../ui/Card.tsx'
import { Notice } from '../ui/Notice.tsx'

/** What proves that the job did what it should; or, plainly, that nothing does. */
export function JobEvidence({ job }: { readonly job: Job }) {
  const outcome = outcomeOf(job)
  const { state } = job
  return (
    <Card title={t('jobPage.evidence')}>
      {outcome === 'done' ? (
        <Notice tone="good" icon={<ShieldCheck size={20} />}>
          {evidenceWords(job)}
        </Notice>
      ) : (
        <Notice
          tone={outcome === 'failed' ? 'danger' : outcome === 'unverified' ? 'warning' : 'quiet'}
          icon={outcome === 'open' ? <ShieldQuestionMark size={20} /> : <ShieldOff size={20} />}
        >
          {evidenceWords(job)}
          {state.kind === 'failed' && (
            <span className="mt-1 block text-sm">{t('jobPage.failure', { code: state.code })}</span>
          )}
        </Notice>
      )}
    </Card>
  )
}

function evidenceWords({ kind, state }: Job): string {
  switch (state.kind) {
    case 'done': {
      const size = formatBytes(state.verifiedBytes)
      return kind === 'deploy'
        ? t('jobPage.evidenceDone', { size })
        : t('jobPage.evidenceBackup', { size })
    }
    case 'unverified':
      return t('jobPage.evidenceUnverified', { size: formatBytes(state.sentBytes) })
    case 'failed':
      return kind === 'backup' ? t('jobPage.evidenceBackupNone') : t('jobPage.evidenceFailed')
    case 'cancelled':
      return kind === 'backup' ? t('jobPage.evidenceBackupNone') : t('jobPage.evidenceCancelled')
    default:
      return t('jobPage.evidenceOpen')
  }
}
