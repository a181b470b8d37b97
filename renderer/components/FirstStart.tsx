import { Cable, Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { useShallow } from 'zustand/react/shallow'
import {
  type FirstStartStep,
  firstStartDone,
  firstStartSteps,
  nextStep,
} from '../logic/first-start.ts'
import { useMirror } from '../stores/mirror.ts'
import { hashOf } from '../stores/route.ts'
import { t } from '../text/translate.ts'
import { buttonClasses } from '../ui/Button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Disclosure } from '../ui/Disclosure.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FirstStartPicture } from './FirstStartPicture.tsx'
import { FirstStartPorts } from './FirstStartPorts.tsx'
import { FirstStartSimulation } from './FirstStartSimulation.tsx'

/** Shown while there is no board: from the network port to the first deployed board, each step with what does it. */
export function FirstStart() {
  const done = useMirror(useShallow(firstStartDone))
  const next = nextStep(done)
  return (
    <EmptyState icon={<Cable size={32} />} title={t('firstSteps.title')}>
      <p>{t('firstSteps.lead')}</p>
      <ol className="flex flex-col">
        {firstStartSteps.map((step, index) => (
          <Step
            key={step}
            number={index + 1}
            title={t(`firstSteps.${step}`)}
            isDone={done.has(step)}
            isNext={step === next}
          >
            <StepContent step={step} isDone={done.has(step)} />
          </Step>
        ))}
      </ol>
      <FirstStartSimulation />
    </EmptyState>
  )
}

type StepProps = {
  readonly number: number
  readonly title: string
  readonly isDone: boolean
  readonly isNext: boolean
  readonly children: ReactNode
}

function Step({ number, title, isDone, isNext, children }: StepProps) {
  return (
    <li aria-current={isNext ? 'step' : undefined} className="group flex gap-4 pb-6 last:pb-2">
      <div className="flex flex-col items-center gap-2">
        <StepNumber number={number} isDone={isDone} isNext={isNext} />
        <span aria-hidden className="w-0.5 grow rounded bg-line group-last:hidden" />
      </div>
      <div className="flex min-w-0 flex-1 flex-col gap-3">
        <h3 className={classNames('pt-1 text-lg font-bold', !isNext && 'text-ink-soft')}>
          {title}
        </h3>
        {children}
      </div>
    </li>
  )
}

/** The number of a step in a circle; a tick when it is done, and spoken so. */
export function StepNumber({ number, isDone, isNext }: Omit<StepProps, 'title' | 'children'>) {
  return (
    <span
      className={classNames(
        'flex size-9 shrink-0 items-center justify-center rounded-full border-2 font-bold',
        isDone && 'border-accent bg-accent text-on-accent',
        isNext && 'border-accent bg-accent-soft text-accent',
        !isDone && !isNext && 'border-line-strong text-ink-soft',
      )}
    >
      <span aria-hidden>{isDone ? <Check size={20} strokeWidth={3} /> : number}</span>
      <span className="sr-only">
        {t('firstSteps.step', { number })}
        {isDone && `, ${t('firstSteps.done')}`}
        {isNext && `, ${t('firstSteps.current')}`}
      </span>
    </span>
  )
}

type StepContentProps = { readonly step: FirstStartStep; readonly isDone: boolean }

function StepContent({ step, isDone }: StepContentProps) {
  switch (step) {
    case 'port':
      return isDone ? <PortDone /> : <PortChoice />
    case 'boards':
      return <Boards />
    case 'image':
      return <ImageStep isDone={isDone} />
    case 'deploy':
      return <p className="text-ink-soft">{t('firstSteps.deployText')}</p>
  }
}

function PortDone() {
  const serving = useMirror(({ status }) => status?.serving)
  const port = serving?.kind === 'serving' ? serving.interfaceName : ''
  return <p className="text-ink-soft">{t('firstSteps.portDone', { port })}</p>
}

function PortChoice() {
  return (
    <>
      <p className="text-ink-soft">{t('firstSteps.portText')}</p>
      <FirstStartPorts />
    </>
  )
}

function Boards() {
  return (
    <>
      <p className="text-ink-soft">{t('firstSteps.boardsText')}</p>
      <FirstStartPicture />
      <Disclosure title={t('firstSteps.trouble')}>
        <dl className="flex flex-col gap-3">
          {(['cable', 'power', 'bootOrder', 'switchPort'] as const).map((topic) => (
            <div key={topic}>
              <dt className="font-semibold">{t(`firstSteps.${topic}`)}</dt>
              <dd className="text-ink-soft">{t(`firstSteps.${topic}Text`)}</dd>
            </div>
          ))}
        </dl>
      </Disclosure>
    </>
  )
}

function ImageStep({ isDone }: { readonly isDone: boolean }) {
  const count = useMirror(({ images }) => images.size)
  if (isDone) return <p className="text-ink-soft">{t('firstSteps.imageDone', { count })}</p>
  return (
    <>
      <p className="text-ink-soft">{t('firstSteps.imageText')}</p>
      <a
        href={hashOf({ page: 'images' })}
        className={`${buttonClasses('plain', false)} self-start`}
      >
        {t('firstSteps.goToImages')}
      </a>
    </>
  )
}
