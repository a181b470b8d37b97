import { FileText, RotateCcw, Square } from 'lucide-react'
import { memo } from 'react'
import type { Job } from '../../contract/job.ts'
import { type BoardContext, reasonAgainst, sameForRules } from '../logic/board-actions.ts'
import { openDialog } from '../stores/dialog.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { cancelJob, retryJob } from './job-actions.ts'

export type JobButtonsProps = BoardContext & {
  readonly job: Job
  /** Left out where the log is shown anyway. */
  readonly withLog?: boolean
}

/** What can be done about a job. Does not look at its progress, so that is no reason to render it again. */
export const JobButtons = memo(function JobButtons(context: JobButtonsProps) {
  const { job, board, withLog = true } = context
  return (
    <div className="flex flex-wrap gap-2">
      {reasonAgainst('cancel', context) === null && (
        <Button icon={<Square size={16} />} onPress={() => cancelJob(job)}>
          {t('jobs.cancel')}
        </Button>
      )}
      {reasonAgainst('retry', context) === null && (
        <Button icon={<RotateCcw size={18} />} onPress={() => retryJob(job, board)}>
          {t('jobs.retry')}
        </Button>
      )}
      {withLog && (
        <Button
          look="ghost"
          icon={<FileText size={18} />}
          onPress={() => openDialog({ kind: 'log', job })}
        >
          {t('jobs.log')}
        </Button>
      )}
    </div>
  )
}, sameForRules)
