import { CircleCheck, CircleX, Crosshair, Square, TriangleAlert, Unplug } from 'lucide-react'
import type { ReactNode } from 'react'
import { assertNever } from '../../contract/errors.ts'
import type { Job } from '../../contract/job.ts'
import { formatBytes } from '../logic/format.ts'
import { t } from '../text/translate.ts'
import { Notice } from '../ui/Notice.tsx'
import { JobButtons, type JobButtonsProps } from './JobButtons.tsx'
import { JobProgressView } from './JobProgressView.tsx'
import { jobWhat } from './job-words.ts'
import { Since, When } from './Since.tsx'

/** The newest job of a board: how far it is or how it ended, and what can be done about it. */
export function JobPanel(props: JobButtonsProps) {
  const { job, board } = props
  return (
    <section className="flex flex-col gap-2">
      <JobStateView
        job={job}
        away={board.stage.kind !== 'ready'}
        isDrive={board.link === 'drive'}
      />
      <JobButtons {...props} />
    </section>
  )
}

type JobStateViewProps = {
  readonly job: Job
  /** The board's agent does not run now: an armed job waits for the next netboot. */
  readonly away: boolean
  /** The board is a drive of the station's computer: it does not netboot. */
  readonly isDrive?: boolean
}

/** How far a job is, or how it ended. */
export function JobStateView({ job, away, isDrive = false }: JobStateViewProps) {
  const { state } = job
  switch (state.kind) {
    case 'armed':
      return (
        <Notice tone="warning" icon={<Crosshair size={20} />}>
          <strong className="block">{jobWhat(job)}</strong>
          {t(!away ? 'jobs.armed' : isDrive ? 'drives.armedAway' : 'jobs.armedAway')}
        </Notice>
      )
    case 'running':
      return <JobProgressView progress={state.progress} paused={false} />
    case 'interrupted':
      return (
        <>
          <Notice tone="warning" role="status" icon={<Unplug size={20} />}>
            {t(isDrive ? 'drives.interrupted' : 'jobs.interrupted')} <Since time={state.since} />
          </Notice>
          <JobProgressView progress={state.progress} paused />
        </>
      )
    case 'cancelling':
      return (
        <>
          <p role="status">{t('jobs.cancelling')}</p>
          <JobProgressView progress={state.progress} paused />
        </>
      )
    default:
      return <EndedJobView job={job} state={state} />
  }
}

type EndedState = Extract<Job['state'], { readonly finishedAt: number }>

function EndedJobView({ job, state }: { readonly job: Job; readonly state: EndedState }) {
  switch (state.kind) {
    case 'done':
      return (
        <Ended tone="good" icon={<CircleCheck size={20} />} time={state.finishedAt}>
          <strong className="font-semibold">
            {job.kind === 'deploy'
              ? t('jobs.doneDeploy', { image: job.imageName })
              : t('jobs.doneBackup', { image: job.imageName })}
          </strong>{' '}
          {t('jobs.verifiedBytes', { size: formatBytes(state.verifiedBytes) })}
        </Ended>
      )
    case 'unverified':
      return (
        <Ended tone="warning" icon={<TriangleAlert size={20} />} time={state.finishedAt}>
          {t('jobs.unverified', { image: job.imageName })}
        </Ended>
      )
    case 'failed':
      return (
        <Ended tone="danger" icon={<CircleX size={20} />} time={state.finishedAt}>
          <strong className="block">{`${t(`jobs.kind.${job.kind}`)}: ${t('jobs.state.failed')}`}</strong>
          {state.message}
        </Ended>
      )
    case 'cancelled':
      return (
        <Ended tone="quiet" icon={<Square size={20} />} time={state.finishedAt}>
          {job.kind === 'deploy' ? t('jobs.cancelled') : t('jobs.cancelledBackup')}
        </Ended>
      )
    default:
      return assertNever(state)
  }
}

type EndedProps = {
  readonly tone: 'good' | 'warning' | 'danger' | 'quiet'
  readonly icon: ReactNode
  readonly time: number
  readonly children: ReactNode
}

function Ended({ tone, icon, time, children }: EndedProps) {
  return (
    <Notice tone={tone} role="status" icon={icon}>
      {children} · <When time={time} />
    </Notice>
  )
}
