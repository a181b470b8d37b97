import type { JobProgress } from '../../contract/job.ts'
import { formatBytes, formatRate, formatTimeLeft, percentOf } from '../logic/format.ts'
import { t } from '../text/translate.ts'
import { Progress } from '../ui/Progress.tsx'

type JobProgressViewProps = {
  readonly progress: JobProgress
  readonly paused: boolean
}

/** Phase, bar, bytes, rate, time left and what limits a job. While it is paused nothing is said about rate and time left. */
export function JobProgressView({ progress, paused }: JobProgressViewProps) {
  const { phase, bytesDone, bytesTotal, bytesPerSecond, secondsLeft, limitedBy } = progress
  return (
    <div className="flex flex-col gap-1.5 rounded-lg bg-sunken p-3">
      <Progress
        label={t(`jobs.phase.${phase}`)}
        percent={percentOf(bytesDone, bytesTotal)}
        paused={paused}
      />
      <p className="flex flex-wrap justify-between gap-x-2 text-sm">
        {/* Of an empty storage nothing is sent. */}
        {bytesTotal > 0 && (
          <span>
            {t('jobs.bytes', { done: formatBytes(bytesDone), total: formatBytes(bytesTotal) })}
          </span>
        )}
        {!paused && bytesPerSecond > 0 && <span>{formatRate(bytesPerSecond)}</span>}
        {!paused && secondsLeft !== null && <span>{formatTimeLeft(secondsLeft)}</span>}
      </p>
      {!paused && limitedBy !== null && (
        <p className="text-sm text-ink-soft">{t(`jobs.limitedBy.${limitedBy}`)}</p>
      )}
    </div>
  )
}
