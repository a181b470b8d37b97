import type { PowerAction } from '../../contract/power.ts'
import { useAsk } from '../hooks/use-ask.ts'
import { useAttachments } from '../stores/attachments.ts'
import { closeDialog } from '../stores/dialog.ts'
import type { StationWords } from '../text/station-words.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog, DialogButtons } from '../ui/Dialog.tsx'
import { switchedWords } from './power-actions.tsx'
import { RefusalNotice, Words } from './RefusalNotice.tsx'

type PowerDialogProps = {
  readonly portId: string
  readonly action: PowerAction
  readonly reason: StationWords
}

/** Asks once more before something at work loses its power. */
export function PowerDialog({ portId, action, reason }: PowerDialogProps) {
  const port = useAttachments(({ powerPorts }) => powerPorts.find(({ id }) => id === portId))
  const { pending, refusal, ask } = useAsk(closeDialog)
  const name = port?.name ?? portId
  return (
    <Dialog title={t('power.evenTitle', { name })} role="alertdialog" onClose={closeDialog}>
      <p>
        <Words of={reason} />
      </p>
      <RefusalNotice reason={refusal ?? (port === undefined ? t('power.gone') : null)} />
      <DialogButtons>
        <Button onPress={closeDialog}>{t('power.evenLeave')}</Button>
        <Button
          look="danger"
          isDisabled={port === undefined}
          isPending={pending}
          onPress={() =>
            ask(
              (station) => station.power.set({ id: portId, action, evenThoughJob: true }),
              switchedWords(name, action),
            )
          }
        >
          {t('power.evenConfirm')}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}
