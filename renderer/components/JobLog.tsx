import { FileDown } from 'lucide-react'
import type { Job } from '../../contract/job.ts'
import { saveFile } from '../api/save-file.ts'
import { useAnswer } from '../hooks/use-answer.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Card } from '../ui/Card.tsx'
import { RefusalNotice } from './RefusalNotice.tsx'

/** What the board and the station wrote down about one job, to read and to save. */
export function JobLog({ job }: { readonly job: Job }) {
  const answer = useAnswer(logKey(job), (station) => station.jobs.log({ id: job.id }))
  const text = answer.kind === 'answered' ? answer.value.text : null
  return (
    <Card
      title={t('jobPage.log')}
      actions={
        <Button
          look="ghost"
          icon={<FileDown size={18} />}
          isDisabled={!text}
          onPress={() => text && saveFile(`bootbench-log-${job.id}.txt`, text, 'text/plain')}
        >
          {t('jobPage.saveLog')}
        </Button>
      }
    >
      {answer.kind === 'failed' ? (
        <RefusalNotice reason={answer.message} />
      ) : (
        <section
          aria-label={t('jobs.logOf', { label: job.boardLabel })}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a long log must be scrollable by keyboard
          tabIndex={0}
          className="max-h-[28rem] min-h-24 overflow-auto rounded-lg border border-line bg-sunken p-3"
        >
          <pre className="font-mono text-sm whitespace-pre-wrap">
            {text === null ? t('jobs.logLoading') : text || t('jobs.logEmpty')}
          </pre>
        </section>
      )}
    </Card>
  )
}

/** The log is read again when the job's state changes, and in each new phase. */
function logKey({ id, state }: Job): string {
  return `${id} ${state.kind} ${state.kind === 'running' ? state.progress.phase : ''}`
}
