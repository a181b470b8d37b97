import type { PlanStep } from '../../contract/settings.ts'
import { stationWordsAt } from '../text/station-words.ts'
import { t } from '../text/translate.ts'
import { CopyText } from '../ui/CopyText.tsx'
import { Words } from './RefusalNotice.tsx'

type PlanStepsProps = {
  readonly steps: readonly PlanStep[]
  /** Also tells what takes each step back. */
  readonly withUndo?: boolean
}

/** What will be done, step by step, with the command that does the same by hand and what takes it back. */
export function PlanSteps({ steps, withUndo = true }: PlanStepsProps) {
  return (
    <ol className="divide-y divide-line rounded-lg border border-line">
      {steps.map((step, index) => (
        <li key={`${step.id} ${step.what}`} className="flex gap-3 p-3">
          <span aria-hidden className="w-5 shrink-0 text-right font-semibold text-ink-soft">
            {index + 1}
          </span>
          <div className="min-w-0 flex-1">
            <Words of={stationWordsAt(`plan.${step.id}`, step.what)} />
            <StepCommand step={step} />
            {withUndo && step.undo !== null && (
              <p className="text-sm text-ink-soft">
                {t('settings.takenBack')}{' '}
                <code className="font-mono wrap-anywhere">{step.undo}</code>
              </p>
            )}
          </div>
        </li>
      ))}
    </ol>
  )
}

function StepCommand({ step: { command } }: { readonly step: PlanStep }) {
  if (command === null) return null
  return (
    <p className="flex flex-wrap items-center gap-x-2 text-sm">
      <span className="text-ink-soft">{t('settings.byHand')}</span>
      <CopyText text={command} label={t('settings.copyCommand')} />
    </p>
  )
}
