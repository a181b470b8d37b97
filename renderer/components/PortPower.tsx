import { Power, RotateCcw } from 'lucide-react'
import type { PowerPort } from '../../contract/power.ts'
import { powerPortOf } from '../logic/power-ports.ts'
import { useAttachments } from '../stores/attachments.ts'
import { t } from '../text/translate.ts'
import { ActionMenu } from '../ui/ActionMenu.tsx'
import { Button } from '../ui/Button.tsx'
import { powerMenu, switchPower } from './power-actions.tsx'

type PortPowerProps = {
  /** Where the thing hangs, and the board that it is; each may be unknown. */
  readonly usbPath: string | null
  readonly boardId: string | null
  /** What a person calls it. */
  readonly name: string
  /** The button alone: the rest is in a menu nearby. */
  readonly withoutMenu?: boolean
}

/** Switches the power of one thing; nothing where no power port is known to feed it. */
export function PortPower({ usbPath, boardId, name, withoutMenu = false }: PortPowerProps) {
  const port = useAttachments(({ powerPorts }) => powerPortOf(powerPorts, { usbPath, boardId }))
  if (port === null) return null
  return (
    <>
      <PowerButton port={port} name={name} />
      {!withoutMenu && <ActionMenu label={t('power.more', { name })} actions={powerMenu(port)} />}
    </>
  )
}

/** What helps most now: to switch on what is off, else off and on again. */
export function PowerButton({ port, name }: { readonly port: PowerPort; readonly name: string }) {
  const isOff = port.state === 'off' && !port.isSwitching
  return (
    <Button
      icon={isOff ? <Power size={18} /> : <RotateCcw size={18} />}
      isPending={port.isSwitching}
      aria-label={isOff ? t('power.onOf', { name }) : t('power.cycleOf', { name })}
      onPress={() => switchPower(port, isOff ? 'on' : 'cycle')}
    >
      {isOff ? t('power.on') : t('power.cycle')}
    </Button>
  )
}
