import { CircleCheck, CircleX, Hourglass, type LucideIcon, Unplug, Zap } from 'lucide-react'
import type { UsbBoard } from '../../contract/usb-board.ts'
import { t } from '../text/translate.ts'
import { Badge } from '../ui/Badge.tsx'
import type { Tone } from '../ui/tone.ts'

type UsbState = 'waiting' | 'booting' | 'booted' | 'failed' | 'gone'

const looks: Readonly<Record<UsbState, { readonly tone: Tone; readonly Icon: LucideIcon }>> = {
  waiting: { tone: 'warning', Icon: Hourglass },
  booting: { tone: 'work', Icon: Zap },
  booted: { tone: 'good', Icon: CircleCheck },
  failed: { tone: 'danger', Icon: CircleX },
  gone: { tone: 'quiet', Icon: Unplug },
}

/** The state of a boot over USB in one word, with its icon. */
export function UsbStateBadge({ board }: { readonly board: UsbBoard }) {
  const state = stateOf(board)
  const { tone, Icon } = looks[state]
  return (
    <Badge tone={tone} icon={<Icon size={16} />}>
      {t(`usb.state.${state}`)}
    </Badge>
  )
}

function stateOf({ stage, isPluggedIn }: UsbBoard): UsbState {
  switch (stage.kind) {
    case 'waiting':
      return isPluggedIn ? 'waiting' : 'gone'
    case 'booted':
    case 'failed':
      return stage.kind
    default:
      return 'booting'
  }
}
