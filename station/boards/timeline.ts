import type { Board } from '../../contract/board.ts'
import type { Job } from '../../contract/job.ts'
import type { TimelineCode, TimelineEntry } from '../../contract/timeline.ts'

/** What is known of a board's past, from three places. */
export type BoardPast = {
  readonly stages: readonly Omit<TimelineEntry, 'jobId'>[]
  readonly jobs: readonly Job[]
  readonly acts: readonly {
    readonly at: number
    readonly action: string
    readonly details: Record<string, unknown>
  }[]
}

/** Jobs and acts that are looked at for one timeline. */
export const timelineJobs = 200
export const timelineActs = 500
const longestTimeline = 1_000

/** Everything that happened to one board, oldest first; the newest 1000 entries. */
export function timelineOf({ stages, jobs, acts }: BoardPast): TimelineEntry[] {
  return [
    ...stages.map((stage) => ({ ...stage, jobId: null })),
    ...jobs.flatMap(entriesOfJob),
    ...acts.flatMap(entriesOfAct),
  ]
    .toSorted((a, b) => a.at - b.at)
    .slice(-longestTimeline)
}

/** The entry for the stage that a board has just reached. */
export function stageEntry({ stage, ip }: Board): Omit<TimelineEntry, 'jobId'> {
  const code: TimelineCode = `stage-${stage.kind}`
  const detail =
    stage.kind === 'boot-files' ? stage.fileName : stage.kind === 'address' ? (ip ?? '') : ''
  return { at: stage.since, code, detail }
}

function entriesOfJob(job: Job): TimelineEntry[] {
  const entry = (at: number, code: TimelineCode, detail = job.imageName): TimelineEntry => ({
    at,
    code,
    detail,
    jobId: job.id,
  })
  return [
    entry(job.createdAt, `${job.kind}-armed`),
    ...(job.startedAt === null ? [] : [entry(job.startedAt, `${job.kind}-started`)]),
    ...('finishedAt' in job.state
      ? [
          entry(
            job.state.finishedAt,
            `${job.kind}-${job.state.kind}`,
            job.state.kind === 'failed' ? job.state.message : job.imageName,
          ),
        ]
      : []),
  ]
}

function entriesOfAct({ at, action, details }: BoardPast['acts'][number]): TimelineEntry[] {
  const text = (key: string): string => {
    const value = details[key]
    return typeof value === 'string' ? value : ''
  }
  const code = codeOfAct(action, text)
  if (code === null) return []
  return [{ at, code, detail: text('name') || text('slot'), jobId: text('job') || null }]
}

/** Arming is not among them: the job itself tells of it. */
function codeOfAct(action: string, text: (key: string) => string): TimelineCode | null {
  switch (action) {
    case 'rename':
      return 'person-renamed'
    case 'set-slot':
      return 'person-set-slot'
    case 'set-netboot':
      return text('netboot') === 'local' ? 'person-let-boot-local' : 'person-let-into-agent'
    case 'approve':
      return 'person-approved'
    case 'reboot':
      return 'person-rebooted'
    case 'identify':
      return 'person-identified'
    case 'set-note':
      return 'person-noted'
    case 'set-photo':
      return 'person-kept-photo'
    case 'remove-photo':
      return 'person-removed-photo'
    case 'cancel':
      return 'person-cancelled-job'
    case 'power':
      return codeOfPower(text('power'))
    default:
      return null
  }
}

function codeOfPower(action: string): TimelineCode {
  if (action === 'cycle') return 'person-power-cycled'
  return action === 'on' ? 'person-switched-on' : 'person-switched-off'
}
