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
import { openDialog } from '../stores/dialog.ts'
import { boardText } from '../text/boards.ts'
import { ActionMenu, type MenuAction } from '../ui/ActionMenu.tsx'
import { Button } from '../ui/Button.tsx'
import { IconButton } from '../ui/IconButton.tsx'

/** What can be done to a board. The buttons never change places, and what can't be done now says why. */
export const BoardButtons = memo(function BoardButtons(context: BoardContext) {
  const reasonId = useId()
  const { id } = context.board
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
      <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto_auto] gap-2">
        <Button
          look="primary"
          icon={<Download size={18} />}
          isDisabled={reasons.deploy !== null}
          aria-describedby={reasonId}
          onPress={() => openDialog({ kind: 'deploy', boardId: id })}
        >
          {boardText.deploy}
        </Button>
        <Button
          icon={<Upload size={18} />}
          isDisabled={reasons.backup !== null}
          aria-describedby={reasonId}
          onPress={() => openDialog({ kind: 'backup', boardId: id })}
        >
          {boardText.backup}
        </Button>
        <IconButton
          label={boardText.identify}
          icon={<Lightbulb size={20} />}
          isDisabled={reasons.identify !== null}
          onPress={() => identify(id)}
        />
        <ActionMenu label={boardText.more(boardLabel(context.board))} actions={menuOf(context)} />
      </div>
    </footer>
  )
}, sameForRules)

function identify(id: string): void {
  ask((station) => station.boards.identify({ id }), boardText.identified)
}

function menuOf(context: BoardContext): readonly MenuAction[] {
  const { id, netboot } = context.board
  const toggle: MenuAction =
    netboot === 'local'
      ? entry(context, 'setNetboot', {
          label: boardText.netboot,
          icon: <Network size={20} />,
          description: boardText.netbootHint,
          onAction: () => ask((station) => station.boards.setNetboot({ id, netboot: 'agent' })),
        })
      : entry(context, 'setNetboot', {
          label: boardText.local,
          icon: <House size={20} />,
          description: boardText.localHint,
          onAction: () => ask((station) => station.boards.setNetboot({ id, netboot: 'local' })),
        })
  return [
    toggle,
    entry(context, 'identify', {
      label: boardText.identify,
      icon: <Lightbulb size={20} />,
      description: boardText.identifyHint,
      onAction: () => identify(id),
    }),
    entry(context, 'reboot', {
      label: boardText.reboot,
      icon: <RotateCw size={20} />,
      description: boardText.rebootHint,
      onAction: () => ask((station) => station.boards.reboot({ id })),
    }),
    entry(context, 'forget', {
      label: boardText.forget,
      icon: <Trash2 size={20} />,
      description: boardText.forgetHint,
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
