import { Download, House, Lightbulb, Network, RotateCw, Trash2, Upload } from 'lucide-react'
import { memo, useId } from 'react'
import { boardLabel } from '../../contract/board.ts'
import { ask } from '../api/ask.ts'
import {
  type BoardAction,
  type BoardContext,
  reasonAgainst,
  sameForRules,
} from '../logic/board-actions.ts'
import { powerPortOfBoard } from '../logic/power-ports.ts'
import { useAttachments } from '../stores/attachments.ts'
import { openDialog } from '../stores/dialog.ts'
import { t } from '../text/translate.ts'
import { ActionMenu, type MenuAction } from '../ui/ActionMenu.tsx'
import { Button } from '../ui/Button.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { powerMenu } from './power-actions.tsx'

/** What can be done to a board. The buttons never change places, and what can't be done now says why. */
export const BoardButtons = memo(function BoardButtons(context: BoardContext) {
  const reasonId = useId()
  const { id } = context.board
  const power = useAttachments(({ powerPorts }) => powerPortOfBoard(powerPorts, context.board))
  const reasons = {
    deploy: reasonAgainst('deploy', context),
    backup: reasonAgainst('backup', context),
    identify: reasonAgainst('identify', context),
  }
  const shown = [...new Set([reasons.deploy, reasons.backup].filter((reason) => reason !== null))]
  return (
    <footer className="mt-auto flex flex-col gap-2">
      {shown.length > 0 && (
        <p id={reasonId} className="text-sm text-ink-soft">
          {shown.join(' ')}
        </p>
      )}
      <div className="grid grid-cols-[minmax(max-content,1fr)_minmax(max-content,1fr)_auto_auto] gap-2 max-sm:[&>button:nth-child(-n+2)>svg]:hidden in-data-[targets=large]:[&>button:nth-child(-n+2)>svg]:hidden">
        <Button
          look="primary"
          icon={<Download size={18} />}
          isDisabled={reasons.deploy !== null}
          aria-describedby={reasonId}
          onPress={() => openDialog({ kind: 'deploy', boardId: id })}
        >
          {t('boards.deploy')}
        </Button>
        <Button
          icon={<Upload size={18} />}
          isDisabled={reasons.backup !== null}
          aria-describedby={reasonId}
          onPress={() => openDialog({ kind: 'backup', boardId: id })}
        >
          {t('boards.backup')}
        </Button>
        <IconButton
          label={t('boards.identify')}
          icon={<Lightbulb size={20} />}
          isDisabled={reasons.identify !== null}
          onPress={() => identify(id)}
        />
        <ActionMenu
          label={t('boards.more', { label: boardLabel(context.board) })}
          actions={[...menuOf(context), ...(power === null ? [] : powerMenu(power))]}
        />
      </div>
    </footer>
  )
}, sameForRules)

function identify(id: string): void {
  ask((station) => station.boards.identify({ id }), t('boards.identified'))
}

function menuOf(context: BoardContext): readonly MenuAction[] {
  const { id, netboot } = context.board
  const toggle: MenuAction =
    netboot === 'local'
      ? entry(context, 'setNetboot', {
          label: t('boards.netboot'),
          icon: <Network size={20} />,
          description: t('boards.netbootHint'),
          onAction: () => ask((station) => station.boards.setNetboot({ id, netboot: 'agent' })),
        })
      : entry(context, 'setNetboot', {
          label: t('boards.local'),
          icon: <House size={20} />,
          description: t('boards.localHint'),
          onAction: () => ask((station) => station.boards.setNetboot({ id, netboot: 'local' })),
        })
  return [
    toggle,
    entry(context, 'identify', {
      label: t('boards.identify'),
      icon: <Lightbulb size={20} />,
      description: t('boards.identifyHint'),
      onAction: () => identify(id),
    }),
    entry(context, 'reboot', {
      label: t('boards.reboot'),
      icon: <RotateCw size={20} />,
      description: t('boards.rebootHint'),
      onAction: () => ask((station) => station.boards.reboot({ id })),
    }),
    entry(context, 'forget', {
      label: t('boards.forget'),
      icon: <Trash2 size={20} />,
      description: t('boards.forgetHint'),
      onAction: () => openDialog({ kind: 'forget', boardId: id }),
    }),
  ]
}

type Entry = Omit<MenuAction, 'id' | 'disabled'>

function entry(context: BoardContext, action: BoardAction, values: Entry): MenuAction {
  const reason = reasonAgainst(action, context)
  return {
    ...values,
    id: action,
    description: reason ?? values.description,
    disabled: reason !== null,
  }
}
