import type { ReactNode } from 'react'
import { useTransferRate } from '../hooks/use-transfer-rate.ts'
import { formatBytes, formatRate, formatTimeLeft, percentOf } from '../logic/format.ts'
import { secondsLeft } from '../logic/transfer-rate.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Progress } from '../ui/Progress.tsx'

type ImportProgressProps = {
  readonly label: string
  readonly done: number
  /** 0 where it is not known. */
  readonly total: number
  readonly extra?: ReactNode
  readonly cancelLabel: string
  readonly onCancel: () => void
}

/** One file on its way: how far, how fast, how long it will take, and how to stop it. */
export function ImportProgress(props: ImportProgressProps) {
  const { label, done, total, extra } = props
  const rate = useTransferRate(done)
  const left = secondsLeft(rate, done, total)
  return (
    <div className="flex flex-wrap items-center gap-4 rounded-2xl border border-line bg-surface p-4 shadow-low">
      <div className="min-w-0 flex-1 basis-60">
        <Progress label={label} percent={percentOf(done, total)} />
        <p className="mt-1 flex flex-wrap justify-between gap-x-4 text-sm text-ink-soft">
          <span>
            {total > 0
              ? t('jobs.bytes', { done: formatBytes(done), total: formatBytes(total) })
              : formatBytes(done)}
            {extra && <> · {extra}</>}
          </span>
          <span>
            {rate !== null && rate > 0 && formatRate(rate)}
            {left !== null && ` · ${formatTimeLeft(left)}`}
          </span>
        </p>
      </div>
      <Button aria-label={props.cancelLabel} onPress={props.onCancel}>
        {t('ui.cancel')}
      </Button>
    </div>
  )
}
