import { X } from 'lucide-react'
import { useShallow } from 'zustand/react/shallow'
import {
  type FirstStartStep,
  firstStartDone,
  firstStartSteps,
  nextStep,
} from '../logic/first-start.ts'
import { useMirror } from '../stores/mirror.ts'
import { changePreferences, usePreferences } from '../stores/preferences.ts'
import { hashOf } from '../stores/route.ts'
import { t } from '../text/translate.ts'
import { buttonClasses } from '../ui/Button.tsx'
import { classNames } from '../ui/class-names.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { StepNumber } from './FirstStart.tsx'

/** The first steps in a strip above the bench, until the first board is deployed or a person has put them away. */
export function FirstStartGuide() {
  const done = useMirror(useShallow(firstStartDone))
  const hidden = usePreferences(({ firstStepsHidden }) => firstStepsHidden)
  const next = nextStep(done)
  if (hidden || next === null || done.has('deploy')) return null
  return (
    <section
      aria-label={t('firstSteps.guide')}
      className="flex items-start gap-2 rounded-2xl border border-line bg-surface p-3 shadow-low"
    >
      <div className="flex min-w-0 flex-1 flex-col gap-2">
        <ol className="flex flex-wrap gap-x-6 gap-y-2">
          {firstStartSteps.map((step, index) => (
            <li
              key={step}
              aria-current={step === next ? 'step' : undefined}
              className={classNames(
                'flex items-center gap-2',
                step === next ? 'font-bold' : 'text-ink-soft',
              )}
            >
              <StepNumber number={index + 1} isDone={done.has(step)} isNext={step === next} />
              <span className={step === next ? '' : 'max-sm:sr-only'}>
                {t(`firstSteps.${step}`)}
              </span>
            </li>
          ))}
        </ol>
        <NextStep step={next} />
      </div>
      <IconButton
        look="ghost"
        label={t('firstSteps.hide')}
        icon={<X size={20} />}
        onPress={() => changePreferences({ firstStepsHidden: true })}
      />
    </section>
  )
}

function NextStep({ step }: { readonly step: FirstStartStep }) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <p className="text-ink-soft">{t(`firstSteps.${step}Text`)}</p>
      {step === 'image' && (
        <a href={hashOf({ page: 'images' })} className={buttonClasses('plain', false)}>
          {t('firstSteps.goToImages')}
        </a>
      )}
      {step === 'port' && (
        <a href={hashOf({ page: 'settings' })} className={buttonClasses('plain', false)}>
          {t('firstSteps.settings')}
        </a>
      )}
    </div>
  )
}
