import { Usb } from 'lucide-react'
import type { Board } from '../../contract/board.ts'
import { t } from '../text/translate.ts'

/** Which USB port a board hangs on whose agent is reached over its cable; nothing for boards of the network. */
export function BoardLink({ board: { link, usbPath } }: { readonly board: Board }) {
  if (link !== 'usb' || usbPath === null) return null
  return (
    <>
      {'\u00a0· '}
      <span className="whitespace-nowrap">
        <Usb size={14} className="inline align-[-0.125em]" aria-hidden />{' '}
        {t('boards.overUsb', { path: usbPath })}
      </span>
    </>
  )
}
