import { closeOverlay } from '../stores/overlay.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog, DialogButtons } from '../ui/Dialog.tsx'
import { KeyboardTables } from './KeyboardTables.tsx'

/** Which keys do what, over whatever page is shown. */
export function KeyboardHelp() {
  return (
    <Dialog title={t('palette.helpTitle')} onClose={closeOverlay}>
      <KeyboardTables />
      <DialogButtons>
        <Button onPress={closeOverlay}>{t('ui.close')}</Button>
      </DialogButtons>
    </Dialog>
  )
}
