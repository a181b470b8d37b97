import { Power, RotateCcw } from 'lucide-react'
import type { PowerPort } from '../../contract/power.ts'
import { powerPortOf } from '../logic/power-ports.ts'
import { useAttachments } from '../stores/attachments.ts'
import { t } from '../text/translate.ts'
import { ActionMenu } from '../ui/ActionMenu.tsx'
import { Button } from '../ui/Button.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { powerMenu, switchPower } from './power-actions.tsx'

type PortPowerProps = {
  /** Where the thing hangs, and the board that it is; each may be unknown. */
  readonly usbPath: string | null
  readonly boardId: string | null
  /** What a person calls it. */
  readonly name: string
  /** The button alone, without words: for places that have little room, and a menu nearby. */
  readonly isSmall?: boolean
}

/** Switches the power of one thing; nothing where no power port is known to feed it. */
export function PortPower({ usbPath, boardId, name, isSmall = false }: PortPowerProps) {
  const port = useAttachments(({ powerPorts }) => powerPortOf(powerPorts, { usbPath, boardId }))
  if (port === null) return null
  if (isSmall) return <PowerButton port={port} name={name} isSmall />
  return (
    <>
      <PowerButton port={port} name={name} />
      <ActionMenu label={t('power.more', { name })} actions={powerMenu(port)} />
    </>
  )
}

type PowerButtonProps = {
  readonly port: PowerPort
  readonly name: string
  readonly isSmall?: boolean
}

/** What helps most now: to switch on what is off, else off and on again. */
export function PowerButton({ port, name, isSmall = false }: PowerButtonProps) {
  const isOff = port.state === 'off' && !port.isSwitching
  const label = isOff ? t('power.onOf', { name }) : t('power.cycleOf', { name })
  const props = {
    icon: isOff ? <Power size={18} /> : <RotateCcw size={18} />,
    isPending: port.isSwitching,
    onPress: () => {
      switchPower(port, isOff ? 'on' : 'cycle')
    },
  }
  if (isSmall) return <IconButton label={label} {...props} />
  return (
    <Button aria-label={label} {...props}>
      {isOff ? t('power.on') : t('power.cycle')}
    </Button>
  )
}
