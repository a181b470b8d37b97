import { SituationBadge } from '../components/SituationBadge.tsx'
import { StageRail } from '../components/StageRail.tsx'
import { situations } from '../logic/board-situation.ts'
import type { RailStep } from '../logic/stage-rail.ts'
import { t } from '../text/translate.ts'
import { Line, Samples } from './Samples.tsx'

const rail: readonly RailStep[] = [
  { name: 'power', state: 'passed' },
  { name: 'address', state: 'passed' },
  { name: 'boot-files', state: 'passed' },
  { name: 'agent', state: 'waiting' },
  { name: 'ready', state: 'current' },
  { name: 'writing', state: 'stopped' },
  { name: 'verifying', state: 'ahead' },
  { name: 'done', state: 'ahead' },
]

/** What tells how a board is. */
export function BoardSamples() {
  return (
    <>
      <Samples part={`SituationBadge: ${t('gallery.situations')}`}>
        {() => (
          <Line>
            {situations.map((situation) => (
              <SituationBadge key={situation} situation={situation} />
            ))}
          </Line>
        )}
      </Samples>
      <Samples part={`StageRail: ${t('gallery.rail')}`}>{() => <StageRail steps={rail} />}</Samples>
    </>
  )
}
