import { Bot, HardDrive, X } from 'lucide-react'
import { useId } from 'react'
import type { UsbBoard, UsbBootTarget } from '../../contract/usb-board.ts'
import { ask } from '../api/ask.ts'
import { useAttachments } from '../stores/attachments.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Code } from '../ui/Code.tsx'
import { IconButton } from '../ui/IconButton.tsx'

type UsbButtonsProps = { readonly board: UsbBoard }

/** What a board on USB can be booted into, and why not now. The buttons never change places. */
export function UsbButtons({ board }: UsbButtonsProps) {
  const reasonId = useId()
  const imported = useAttachments(({ usbBoot }) => usbBoot.imported)
  const { path } = board
  const reason = reasonAgainst(board)
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
      <div className="flex flex-wrap gap-2 [&>button:not(:last-child)]:flex-1">
        <Button look="primary" icon={<Bot size={18} />} {...boot('agent')}>
          {t('usb.bootAgent')}
        </Button>
        <Button icon={<HardDrive size={18} />} {...boot('mass-storage')}>
          {t('usb.bootMassStorage')}
        </Button>
        <IconButton
          label={t('usb.dismiss')}
          icon={<X size={20} />}
          isDisabled={board.isPluggedIn}
          onPress={() => ask((station) => station.usb.dismiss({ path }))}
        />
      </div>
    </footer>
  )
}

function reasonAgainst({ stage, isPluggedIn }: UsbBoard): string | null {
  const boots = !['waiting', 'booted', 'failed'].includes(stage.kind)
  if (boots) return t('usb.boots')
  if (isPluggedIn) return null
  return t(stage.kind === 'booted' ? 'usb.hasLeft' : 'usb.unplugged')
}

/** Which boot files are not there, and the command that brings them. */
function MissingFiles({ imported }: { readonly imported: readonly UsbBootTarget[] }) {
  const missing = (['agent', 'mass-storage'] as const).filter((one) => !imported.includes(one))
  if (missing.length === 0) return null
  const targets = missing.map((target) => t(`usb.target.${target}`)).join(', ')
  return (
    <>
      {t('usb.notImported', { targets })}{' '}
      <Code>bootbench boot-files import-usb {missing[0]} …</Code>
    </>
  )
}
