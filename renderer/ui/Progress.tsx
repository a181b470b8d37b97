import { Label, ProgressBar } from 'react-aria-components'
import { classNames } from './class-names.ts'

type ProgressProps = {
  readonly label: string
  readonly percent: number
  /** Told instead of the number on the right: what is left, for example. */
  readonly note?: string
  readonly paused?: boolean
}

/** A bar with what goes on in words on the left and how far it is on the right. */
export function Progress({ label, percent, note, paused = false }: ProgressProps) {
  return (
    <ProgressBar value={percent} className="flex flex-col gap-1.5">
      <div className="flex justify-between gap-3">
        <Label className="font-semibold">{label}</Label>
        <span className="font-semibold">{note ?? `${percent} %`}</span>
      </div>
      <div className="h-3 overflow-hidden rounded-full border border-line bg-sunken">
        <div
          className={classNames(
            'h-full rounded-full motion-safe:transition-[width] motion-safe:duration-200',
            paused ? 'bg-line-strong' : 'bg-work',
          )}
          style={{ width: `${percent}%` }}
        />
      </div>
    </ProgressBar>
  )
}
