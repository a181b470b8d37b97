import type { Job } from '../../contract/job.ts'
import { useAnswer } from '../hooks/use-answer.ts'
import { closeDialog } from '../stores/dialog.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog, DialogButtons } from '../ui/Dialog.tsx'
import { jobWhat } from './job-words.ts'
import { RefusalNotice } from './RefusalNotice.tsx'

/** What the board and the station wrote down about one job. */
export function LogDialog({ job }: { readonly job: Job }) {
  const log = useAnswer(job.id, (station) => station.jobs.log({ id: job.id }))
  return (
    <Dialog wide title={t('jobs.logOf', { label: job.boardLabel })} onClose={closeDialog}>
      <p className="-mt-3 text-ink-soft">{jobWhat(job)}</p>
      {log.kind === 'failed' ? (
        <RefusalNotice reason={log.message} />
      ) : (
        <section
          aria-label={t('jobs.log')}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a long log must be scrollable by keyboard
          tabIndex={0}
          className="max-h-[60dvh] min-h-40 overflow-auto rounded-lg border border-line bg-sunken p-4"
        >
          <pre className="font-mono text-sm whitespace-pre-wrap">
            {log.kind === 'answered' ? log.value.text || t('jobs.logEmpty') : t('jobs.logLoading')}
          </pre>
        </section>
      )}
      <DialogButtons>
        <Button onPress={closeDialog}>{t('ui.close')}</Button>
      </DialogButtons>
    </Dialog>
  )
}
