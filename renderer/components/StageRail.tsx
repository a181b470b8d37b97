import {
  Bot,
  Check,
  CircleCheckBig,
  FileDown,
  HardDriveDownload,
  HardDriveUpload,
  Hourglass,
  type LucideIcon,
  Network,
  PackageCheck,
  Play,
  Power,
  RotateCw,
  ScanSearch,
  Usb,
  X,
} from 'lucide-react'
import { memo } from 'react'
import type { RailStep, RailStepName, RailStepState } from '../logic/stage-rail.ts'
import { t } from '../text/translate.ts'
import { classNames } from '../ui/class-names.ts'

const icons: Readonly<Record<RailStepName, LucideIcon>> = {
  power: Power,
  address: Network,
  'boot-files': FileDown,
  agent: Bot,
  ready: Play,
  writing: HardDriveDownload,
  verifying: ScanSearch,
  reading: HardDriveUpload,
  sealing: PackageCheck,
  done: CircleCheckBig,
  'boot-code': Usb,
  returning: RotateCw,
  booted: CircleCheckBig,
}

const circles: Readonly<Record<RailStepState, string>> = {
  passed: 'bg-accent text-on-accent border-accent',
  current: 'bg-work-soft text-work-ink border-work',
  waiting: 'bg-warning-soft text-warning-ink border-warning-ink',
  stopped: 'bg-danger-soft text-danger-ink border-danger',
  ahead: 'bg-surface text-ink-soft border-line-strong border-dashed',
}

type StageRailProps = { readonly steps: readonly RailStep[] }

/** The way from power to done as a row of circles. Each state has its own sign and is spoken, not only coloured. */
export const StageRail = memo(function StageRail({ steps }: StageRailProps) {
  return (
    <ol aria-label={t('boards.stages')} className="grid auto-cols-fr grid-flow-col">
      {steps.map((step, index) => (
        <RailPoint key={step.name} step={step} first={index === 0} />
      ))}
    </ol>
  )
}, sameSteps)

/** Progress changes ten times a second, the stage seldom. */
function sameSteps({ steps: before }: StageRailProps, { steps: after }: StageRailProps): boolean {
  return (
    before.length === after.length &&
    before.every(
      ({ name, state }, index) => name === after[index]?.name && state === after[index]?.state,
    )
  )
}

function RailPoint({ step, first }: { readonly step: RailStep; readonly first: boolean }) {
  const { name, state } = step
  const reached = state !== 'ahead'
  return (
    <li
      aria-current={state === 'current' ? 'step' : undefined}
      className="relative flex flex-col items-center gap-1 text-center"
    >
      {!first && (
        <span
          aria-hidden
          className={classNames(
            'absolute top-3.5 right-[calc(50%+1rem)] left-[calc(-50%+1rem)] h-0.5 rounded',
            reached ? 'bg-accent' : 'bg-line-strong',
          )}
        />
      )}
      <span
        className={classNames(
          'relative flex size-7.5 items-center justify-center rounded-full border-2',
          circles[state],
        )}
      >
        <RailIcon step={step} />
      </span>
      <span
        className={classNames(
          'text-[0.6875rem] leading-tight',
          state === 'ahead' || state === 'passed' ? 'text-ink-soft' : 'font-bold',
        )}
      >
        {t(`boards.step.${name}`)}
      </span>
      <span className="sr-only">: {t(`boards.stepState.${state}`)}</span>
    </li>
  )
}

function RailIcon({ step: { name, state } }: { readonly step: RailStep }) {
  if (state === 'stopped') return <X size={18} strokeWidth={3} />
  if (state === 'waiting') return <Hourglass size={16} />
  if (state === 'passed' && name !== 'done' && name !== 'booted')
    return <Check size={17} strokeWidth={3} />
  const Icon = icons[name]
  return <Icon size={16} className={state === 'current' ? 'motion-safe:animate-pulse' : ''} />
}
