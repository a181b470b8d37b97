import type { JobState } from '../../contract/job.ts'
import { percentOf } from '../logic/format.ts'
import { t } from '../text/translate.ts'
import { Badge } from '../ui/Badge.tsx'
import type { Tone } from '../ui/tone.ts'
import { SituationIcon } from './SituationBadge.tsx'

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

/** How far a job is or how it ended, in a word with its icon. */
export function JobResult({ state }: { readonly state: JobState }) {
  const situation = state.kind === 'running' ? 'working' : state.kind
  return (
    <Badge tone={tones[state.kind]} icon={<SituationIcon situation={situation} />}>
      {state.kind === 'running'
        ? `${t(`jobs.phase.${state.progress.phase}`)} ${percentOf(state.progress.bytesDone, state.progress.bytesTotal)} %`
        : t(`jobs.state.${state.kind}`)}
    </Badge>
  )
}
