import { Undo2, Wrench } from 'lucide-react'
import type { Checkup, Fix } from '../../contract/doctor.ts'
import { openDialog } from '../stores/dialog.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Disclosure } from '../ui/Disclosure.tsx'
import { CheckupState } from './CheckupState.tsx'
import { checkupTitle, checkupWords, fixLabel } from './doctor-words.ts'
import { PlanSteps } from './PlanSteps.tsx'
import { Words } from './RefusalNotice.tsx'

/** One precondition: how it stands, what was found, what to do next, and the button that does it. */
export function CheckupRow({ checkup }: { readonly checkup: Checkup }) {
  const { id, state, fix } = checkup
  const { found, next } = checkupWords(checkup)
  const title = checkupTitle(checkup)
  return (
    <li
      className={classNames(
        'grid gap-x-4 gap-y-1 px-4 sm:grid-cols-[8rem_minmax(0,1fr)_auto] sm:items-start',
        state === 'ok' ? 'py-2.5' : 'py-4',
      )}
    >
      <div>
        <CheckupState state={state} />
      </div>
      <div className="min-w-0 break-words">
        <h4 className="font-semibold">{title}</h4>
        <p className={state === 'ok' ? 'text-ink-soft' : ''}>
          <Words of={found} />
        </p>
        {next !== null && (
          <p className="mt-1">
            <span className="font-semibold">{t('doctor.next')}:</span> {next}
          </p>
        )}
        {fix?.state === 'done' && (
          <p className="mt-1 text-sm text-ink-soft">{t('doctor.done', { title: fix.title })}</p>
        )}
        {fix?.state === 'by-hand' && <ByHand fix={fix} />}
      </div>
      <FixButton id={id} fix={fix} title={title} />
    </li>
  )
}

function ByHand({ fix }: { readonly fix: Fix }) {
  return (
    <Disclosure title={t('doctor.byHandTitle', { title: fix.title })}>
      <div className="flex flex-col gap-2">
        <p>{t('doctor.byHandLead')}</p>
        <PlanSteps steps={fix.plan} />
      </div>
    </Disclosure>
  )
}

type FixButtonProps = {
  readonly id: string
  readonly fix: Fix | null
  readonly title: string
}

/** Each of these opens a dialog that shows what will be done first. */
function FixButton({ id, fix, title }: FixButtonProps) {
  if (fix?.state === 'available') {
    return (
      <Button
        icon={<Wrench size={18} />}
        aria-label={`${fixLabel(fix)} ${title}`}
        onPress={() => openDialog({ kind: 'doctor', checkupId: id, deed: 'fix' })}
      >
        {fixLabel(fix)}
      </Button>
    )
  }
  if (fix?.state === 'done') {
    return (
      <Button
        icon={<Undo2 size={18} />}
        aria-label={`${t('doctor.undo')}: ${title}`}
        onPress={() => openDialog({ kind: 'doctor', checkupId: id, deed: 'undo' })}
      >
        {t('doctor.undo')}
      </Button>
    )
  }
  return null
}
