import { Power, PowerOff, RotateCcw } from 'lucide-react'
import { toast } from 'sonner'
import type { PowerAction, PowerPort } from '../../contract/power.ts'
import { errorCode, errorMessage, errorWords } from '../api/error-message.ts'
import { station } from '../api/station.ts'
import { openDialog } from '../stores/dialog.ts'
import { t } from '../text/translate.ts'
import type { MenuAction } from '../ui/ActionMenu.tsx'

/** Switches a port. Where that would cut off something at work, a dialog asks once more. */
export async function switchPower(port: PowerPort, action: PowerAction): Promise<void> {
  try {
    await station().power.set({ id: port.id, action })
    toast.success(switchedWords(port.name, action))
  } catch (error) {
    if (errorCode(error) === 'power-job-open') {
      openDialog({ kind: 'power', portId: port.id, action, reason: errorWords(error) })
    } else toast.error(errorMessage(error), { duration: Number.POSITIVE_INFINITY })
  }
}

/** What to say when it is done. */
export function switchedWords(name: string, action: PowerAction): string {
  const keys = { on: 'power.switchedOn', off: 'power.switchedOff', cycle: 'power.cycled' } as const
  return t(keys[action], { name })
}

/** The entries of a menu; what can't be done now says why. */
export function powerMenu(port: PowerPort): readonly MenuAction[] {
  const switching = port.isSwitching ? t('power.switching') : null
  const entry = (action: PowerAction, reason: string | null) => ({
    id: `power-${action}`,
    label: t(`power.${action}`),
    icon: icons[action],
    description: reason ?? t(`power.${action}Hint`),
    disabled: reason !== null,
    onAction: () => {
      switchPower(port, action)
    },
  })
  return [
    entry('cycle', switching),
    entry('on', switching ?? (port.state === 'on' ? t('power.isOn') : null)),
    entry('off', switching ?? (port.state === 'off' ? t('power.isOff') : null)),
  ]
}

const icons: Readonly<Record<PowerAction, React.ReactNode>> = {
  cycle: <RotateCcw size={20} />,
  on: <Power size={20} />,
  off: <PowerOff size={20} />,
}
