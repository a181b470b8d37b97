import { CircleCheck, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { Checkup, Fix } from '../../contract/doctor.ts'
import { useAsk } from '../hooks/use-ask.ts'
import { closeDialog } from '../stores/dialog.ts'
import { keepCheckups, useDoctor } from '../stores/doctor.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog, DialogButtons } from '../ui/Dialog.tsx'
import { Notice } from '../ui/Notice.tsx'
import { checkupWords } from './doctor-words.ts'
import { PlanSteps } from './PlanSteps.tsx'
import { RefusalNotice, Words } from './RefusalNotice.tsx'

type DoctorDialogProps = { readonly checkupId: string; readonly deed: 'fix' | 'undo' }

/** Shows what a repair (or taking it back) will do, does it, and tells what an examination found afterwards. */
export function DoctorDialog({ checkupId, deed }: DoctorDialogProps) {
  // What was shown when it was opened is what is done: the list behind may change meanwhile.
  const [fix] = useState(() => findCheckup(useDoctor.getState().checkups, checkupId)?.fix ?? null)
  const [after, setAfter] = useState<Checkup | null>(null)
  const { pending, refusal, ask } = useAsk(() => undefined)
  if (fix === null) return null
  const act = () =>
    ask(async ({ doctor }) => {
      const checkups = await doctor[deed]({ id: checkupId })
      keepCheckups(checkups)
      setAfter(findCheckup(checkups, checkupId))
    })
  return (
    <Dialog title={t(`doctor.${deed}Title`, { title: fix.title })} onClose={closeDialog}>
      {after === null ? (
        <Before fix={fix} deed={deed} />
      ) : (
        <After checkup={after} fix={fix} deed={deed} />
      )}
      <RefusalNotice reason={refusal} />
      <DialogButtons>
        <Button onPress={closeDialog}>{after === null ? t('ui.cancel') : t('ui.close')}</Button>
        {after === null && (
          <Button look="primary" isPending={pending} onPress={act}>
            {deed === 'fix' ? t('doctor.fixNow') : t('doctor.undo')}
          </Button>
        )}
      </DialogButtons>
    </Dialog>
  )
}

type StageProps = { readonly fix: Fix; readonly deed: 'fix' | 'undo' }

function Before({ fix, deed }: StageProps) {
  return (
    <>
      <p>{t(`doctor.${deed}Lead`)}</p>
      <PlanSteps steps={fix.plan} />
    </>
  )
}

/** A repair that changed nothing for the better must not look like one that did. */
function After({ checkup, fix, deed }: StageProps & { readonly checkup: Checkup }) {
  const isFine = deed === 'undo' || checkup.state === 'ok'
  return (
    <Notice
      tone={isFine ? 'good' : 'warning'}
      role="status"
      icon={isFine ? <CircleCheck size={20} /> : <TriangleAlert size={20} />}
    >
      <strong className="block">
        {t(deed === 'fix' ? 'doctor.fixed' : 'doctor.undone', { title: fix.title })}
      </strong>
      {deed === 'fix' && <p>{isFine ? t('doctor.fixedFine') : t('doctor.fixedStill')}</p>}
      {!isFine && <Words of={checkupWords(checkup).found} />}
    </Notice>
  )
}

function findCheckup(checkups: readonly Checkup[] | null, id: string): Checkup | null {
  return checkups?.find((checkup) => checkup.id === id) ?? null
}
