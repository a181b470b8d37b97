import type { Job } from '../../contract/job.ts'
import { formatDuration } from '../logic/format.ts'
import { jobDuration } from '../logic/job-outcome.ts'
import { Since } from './Since.tsx'

/** How long the job took; while it runs, how long until now. */
export function Took({ job }: { readonly job: Job }) {
  const duration = jobDuration(job)
  if (duration !== null) return formatDuration(duration)
  return job.startedAt === null || 'finishedAt' in job.state ? '–' : <Since time={job.startedAt} />
}
