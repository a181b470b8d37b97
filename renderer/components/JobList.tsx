import { FileText } from 'lucide-react'
import type { Job, JobState } from '../../contract/job.ts'
import { formatBytes, formatDuration, percentOf } from '../logic/format.ts'
import { openDialog } from '../stores/dialog.ts'
import { jobText } from '../text/jobs.ts'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { Cell, Row, Table } from '../ui/Table.tsx'
import type { Tone } from '../ui/tone.ts'
import { Since, When } from './Since.tsx'
import { SituationIcon } from './SituationBadge.tsx'

const columns = [
  jobText.when,
  jobText.job,
  jobText.board,
  jobText.image,
  jobText.target,
  jobText.result,
  jobText.took,
  jobText.log,
]

const tones: Readonly<Record<JobState['kind'], Tone>> = {
  armed: 'warning',
  running: 'work',
  interrupted: 'warning',
  cancelling: 'warning',
  done: 'good',
  unverified: 'warning',
  failed: 'danger',
  cancelled: 'quiet',
}

/** Jobs as a table, with how each ended and its log. */
export function JobList({ jobs }: { readonly jobs: readonly Job[] }) {
  return (
    <Table label={jobText.history} columns={columns}>
      {jobs.map((job) => (
        <JobRow key={job.id} job={job} />
      ))}
    </Table>
  )
}

function JobRow({ job }: { readonly job: Job }) {
  return (
    <Row>
      <Cell short label={jobText.when}>
        <When time={job.createdAt} />
      </Cell>
      <Cell short label={jobText.job}>
        {jobText.kind(job.kind)}
      </Cell>
      <Cell label={jobText.board}>
        <strong>{job.boardLabel}</strong>
      </Cell>
      <Cell label={jobText.image}>{job.imageName}</Cell>
      <Cell label={jobText.target}>
        <span className="font-mono text-sm">{job.target.path}</span>{' '}
        {formatBytes(job.target.sizeBytes)}
      </Cell>
      <Cell label={jobText.result}>
        <JobResult state={job.state} />
      </Cell>
      <Cell short label={jobText.took}>
        <Took job={job} />
      </Cell>
      <Cell label={null}>
        <Button
          look="ghost"
          icon={<FileText size={18} />}
          aria-label={jobText.logOf(job.boardLabel)}
          onPress={() => openDialog({ kind: 'log', job })}
        >
          {jobText.log}
        </Button>
      </Cell>
    </Row>
  )
}

function JobResult({ state }: { readonly state: JobState }) {
  const situation = state.kind === 'running' ? 'working' : state.kind
  return (
    <>
      <Badge tone={tones[state.kind]} icon={<SituationIcon situation={situation} />}>
        {state.kind === 'running'
          ? `${jobText.phase(state.progress.phase)} ${percentOf(state.progress.bytesDone, state.progress.bytesTotal)} %`
          : jobText.state(state.kind)}
      </Badge>
      {state.kind === 'failed' && <p className="mt-1 max-w-prose text-sm">{state.message}</p>}
    </>
  )
}

function Took({ job }: { readonly job: Job }) {
  if (job.startedAt === null) return '–'
  if (!('finishedAt' in job.state)) return <Since time={job.startedAt} />
  return formatDuration(job.state.finishedAt - job.startedAt)
}
