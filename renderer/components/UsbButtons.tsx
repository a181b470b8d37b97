import { Bot, Cpu, Download, HardDrive } from 'lucide-react'
import { useId } from 'react'
import type { UsbBoard, UsbBootTarget } from '../../contract/usb-board.ts'
import { ask } from '../api/ask.ts'
import { useAttachments } from '../stores/attachments.ts'
import { openDialog } from '../stores/dialog.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Code } from '../ui/Code.tsx'
import { usbReasonAgainst } from './usb-words.ts'

type UsbButtonsProps = { readonly board: UsbBoard }

/** What a board on USB can be booted into, and why not now. The buttons never change places. */
export function UsbButtons({ board }: UsbButtonsProps) {
  const reasonId = useId()
  const imported = useAttachments(({ usbBoot }) => usbBoot.imported)
  const { path } = board
  const reason = usbReasonAgainst(board)
  const boot = (target: UsbBootTarget) => ({
    isDisabled: reason !== null || !imported.includes(target),
    'aria-describedby': reasonId,
    onPress: () => {
      ask((station) => station.usb.boot({ path, target }))
    },
  })
  return (
    <footer className="mt-auto flex flex-col gap-2">
      <div id={reasonId} className="text-sm text-ink-soft empty:hidden">
        {reason ?? <MissingFiles imported={imported} />}
      </div>
      <div className="flex flex-wrap gap-2 [&>button]:flex-1">
        <Button look="primary" icon={<Bot size={18} />} {...boot('agent')}>
          {t('usb.bootAgent')}
        </Button>
        <Button icon={<HardDrive size={18} />} {...boot('mass-storage')}>
          {t('usb.bootMassStorage')}
        </Button>
      </div>
      {hasEeprom(board) && (
        <Button
          icon={<Cpu size={18} />}
          isDisabled={reason !== null}
          aria-describedby={reasonId}
          onPress={() => openDialog({ kind: 'usb-eeprom', path })}
        >
          {t('eeprom.open')}
        </Button>
      )}
    </footer>
  )
}

/** The bootloader of other chips is in their boot ROM and in files. */
function hasEeprom({ chip }: UsbBoard): boolean {
  return chip === 'bcm2711' || chip === 'bcm2712'
}

/** Which boot files are not there, and what brings them: a download, or a command for a person's own. */
function MissingFiles({ imported }: { readonly imported: readonly UsbBootTarget[] }) {
  const missing = (['agent', 'mass-storage'] as const).filter((one) => !imported.includes(one))
  const [first] = missing
  if (first === undefined) return null
  const targets = missing.map((target) => t(`usb.target.${target}`)).join(', ')
  return (
    <div className="flex flex-col gap-2">
      <p>
        {t('usb.notImported', { targets })} <Code>bootbench boot-files import-usb {first} …</Code>
      </p>
      <Button
        icon={<Download size={18} />}
        onPress={() => openDialog({ kind: 'usb-files', target: first })}
      >
        {t('usb.fetch.open', { target: t(`usb.target.${first}`) })}
      </Button>
    </div>
  )
}
