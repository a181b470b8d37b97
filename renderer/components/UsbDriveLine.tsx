import { useAttachments } from '../stores/attachments.ts'
import { t } from '../text/translate.ts'

/** On the card of a USB board: the drive that its storage has become (mass-storage mode), which hangs on the same USB port. */
export function UsbDriveLine({ path }: { readonly path: string }) {
  const name = useAttachments(
    ({ drives }) => drives.find(({ usbPath }) => usbPath === path)?.name ?? null,
  )
  if (name === null) return null
  return (
    <p>
      {t('drives.usbBoardStorage')} <strong>{name}</strong>
    </p>
  )
}
