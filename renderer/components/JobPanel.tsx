import { CircleCheck, CircleX, Crosshair, Square, TriangleAlert, Unplug } from 'lucide-react'
import type { ReactNode } from 'react'
import { assertNever } from '../../contract/errors.ts'
import type { Job } from '../../contract/job.ts'
import { formatBytes } from '../logic/format.ts'
import { jobText } from '../text/jobs.ts'
import { Notice } from '../ui/Notice.tsx'
import { JobButtons, type JobButtonsProps } from './JobButtons.tsx'
import { JobProgressView } from './JobProgressView.tsx'
import { Since, When } from './Since.tsx'

/** The newest job of a board: how far it is or how it ended, and what can be done about it. */
export function JobPanel(props: JobButtonsProps) {
  const { job, board } = props
  return (
    <section className="flex flex-col gap-2" aria-label={jobText.what(job)}>
      <JobStateView job={job} away={board.stage.kind !== 'ready'} />
      <JobButtons {...props} />
    </section>
  )
}

function JobStateView({ job, away }: { readonly job: Job; readonly away: boolean }) {
  const { state } = job
  switch (state.kind) {
    case 'armed':
      return (
        <Notice tone="warning" icon={<Crosshair size={20} />}>
          <strong className="block">{jobText.what(job)}</strong>
          {away ? jobText.armedAway : jobText.armed}
        </Notice>
      )
    case 'running':
      return <JobProgressView progress={state.progress} paused={false} />
    case 'interrupted':
      return (
        <>
          <Notice tone="warning" role="status" icon={<Unplug size={20} />}>
            {jobText.interrupted} <Since time={state.since} />
          </Notice>
          <JobProgressView progress={state.progress} paused />
        </>
      )
    case 'cancelling':
      return (
        <>
          <p role="status">{jobText.cancelling}</p>
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
              ? jobText.doneDeploy(job.imageName)
              : jobText.doneBackup(job.imageName)}
          </strong>{' '}
          {jobText.verifiedBytes(formatBytes(state.verifiedBytes))}
        </Ended>
      )
    case 'unverified':
      return (
        <Ended tone="warning" icon={<TriangleAlert size={20} />} time={state.finishedAt}>
          {jobText.unverified(job.imageName)}
        </Ended>
      )
    case 'failed':
      return (
        <Ended tone="danger" icon={<CircleX size={20} />} time={state.finishedAt}>
          <strong className="block">{`${jobText.kind(job.kind)}: ${jobText.state('failed')}`}</strong>
          {state.message}
        </Ended>
      )
    case 'cancelled':
      return (
        <Ended tone="quiet" icon={<Square size={20} />} time={state.finishedAt}>
          {job.kind === 'deploy' ? jobText.cancelled : jobText.cancelledBackup}
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
