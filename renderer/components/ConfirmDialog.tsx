import type { StationClient } from '../api/client.ts'
import { useAsk } from '../hooks/use-ask.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog, DialogButtons } from '../ui/Dialog.tsx'
import { RefusalNotice } from './RefusalNotice.tsx'

type ConfirmDialogProps = {
  readonly title: string
  readonly body: string
  readonly confirm: string
  /** The words on the button that leaves everything as it is; "Cancel" where that is clear. */
  readonly leave?: string
  /** Why it can't be done any more; null while it can. */
  readonly reason?: string | null
  readonly request: (station: StationClient) => Promise<unknown>
  readonly onClose: () => void
}

/** Asks once more before something that can't be undone. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, body, confirm, leave = t('ui.cancel'), reason = null, request, onClose } = props
  const { pending, refusal, ask } = useAsk(onClose)
  return (
    <Dialog title={title} role="alertdialog" onClose={onClose}>
      <p>{body}</p>
      <RefusalNotice reason={refusal ?? reason} />
      <DialogButtons>
        <Button onPress={onClose}>{leave}</Button>
        <Button
          look="danger"
          isDisabled={reason !== null}
          isPending={pending}
          onPress={() => ask(request)}
        >
          {confirm}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}
