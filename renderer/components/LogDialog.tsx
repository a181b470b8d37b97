import { useEffect, useState } from 'react'
import type { Job } from '../../contract/job.ts'
import { errorMessage } from '../api/error-message.ts'
import { station } from '../api/station.ts'
import { closeDialog } from '../stores/dialog.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog, DialogButtons } from '../ui/Dialog.tsx'
import { jobWhat } from './job-words.ts'
import { RefusalNotice } from './RefusalNotice.tsx'

type Log =
  | { readonly kind: 'reading' }
  | { readonly kind: 'read'; readonly text: string }
  | { readonly kind: 'failed'; readonly message: string }

/** What the board and the station wrote down about one job. */
export function LogDialog({ job }: { readonly job: Job }) {
  const log = useLog(job.id)
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
            {log.kind === 'read' ? log.text || t('jobs.logEmpty') : t('jobs.logLoading')}
          </pre>
        </section>
      )}
      <DialogButtons>
        <Button onPress={closeDialog}>{t('ui.close')}</Button>
      </DialogButtons>
    </Dialog>
  )
}

function useLog(jobId: string): Log {
  const [log, setLog] = useState<Log>({ kind: 'reading' })
  useEffect(() => {
    let wanted = true
    async function read() {
      const result = await readLog(jobId)
      if (wanted) setLog(result)
    }
    read()
    return () => {
      wanted = false
    }
  }, [jobId])
  return log
}

async function readLog(id: string): Promise<Log> {
  try {
    return { kind: 'read', ...(await station().jobs.log({ id })) }
  } catch (error) {
    return { kind: 'failed', message: errorMessage(error) }
  }
}
