import { Play } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import type { Settings } from '../../contract/settings.ts'
import type { Serving } from '../../contract/station-event.ts'
import { useAnswer } from '../hooks/use-answer.ts'
import { useAsk } from '../hooks/use-ask.ts'
import { useSettings } from '../hooks/use-settings.ts'
import { closeDialog } from '../stores/dialog.ts'
import { useMirror } from '../stores/mirror.ts'
import { hashOf } from '../stores/route.ts'
import { type StationWords, stationWords } from '../text/station-words.ts'
import { t } from '../text/translate.ts'
import { Button, buttonClasses } from '../ui/Button.tsx'
import { Dialog, DialogButtons } from '../ui/Dialog.tsx'
import { PlanSteps } from './PlanSteps.tsx'
import { RefusalNotice } from './RefusalNotice.tsx'

/** Shows what starting to serve will change on the station's computer, and starts when a person agrees. */
export function ServingDialog() {
  const { settings } = useSettings()
  const simulated = useMirror(({ status }) => status?.simulated ?? false)
  const plan = useAnswer('serving plan', (client) => client.serving.plan())
  const { pending, refused, start } = useStart()
  return (
    <Dialog title={titleOf(settings, simulated)} onClose={closeDialog}>
      {plan.kind === 'asking' && <p role="status">{t('settings.planLoading')}</p>}
      {plan.kind === 'failed' && <RefusalNotice reason={plan.message} />}
      {plan.kind === 'answered' &&
        (plan.value.length === 0 ? (
          <p>{t('settings.planNothing')}</p>
        ) : (
          <>
            <p>{t('settings.planLead')}</p>
            <PlanSteps steps={plan.value} />
          </>
        ))}
      <RefusalNotice reason={refused} />
      <DialogButtons>
        <a
          href={hashOf({ page: 'settings' })}
          onClick={closeDialog}
          className={`${buttonClasses('ghost', false)} mr-auto`}
        >
          {t('settings.title')}
        </a>
        <Button onPress={closeDialog}>{t('ui.cancel')}</Button>
        <Button
          look="primary"
          icon={<Play size={18} />}
          isDisabled={plan.kind !== 'answered'}
          isPending={pending}
          onPress={start}
        >
          {t('settings.start')}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}

function titleOf(settings: Settings | null, simulated: boolean): string {
  const port = settings?.interfaceName
  return port && !simulated ? t('settings.startTitle', { port }) : t('settings.startTitleSimulated')
}

type Start = {
  readonly pending: boolean
  readonly refused: StationWords | null
  readonly start: () => void
}

/** The station answers a start that it refuses with a status, not with an error. */
function useStart(): Start {
  const [answer, setAnswer] = useState<Serving | null>(null)
  const { pending, refusal, ask } = useAsk(() => undefined)
  const start = () => {
    setAnswer(null)
    ask(async (client) => {
      const serving = await client.serving.start()
      if (serving.kind !== 'serving') return setAnswer(serving)
      toast.success(t('settings.started', { port: serving.interfaceName }))
      closeDialog()
    })
  }
  const answered = answer?.kind === 'refused' ? stationWords(answer.code, answer.message) : null
  return { pending, refused: refusal ?? answered, start }
}
