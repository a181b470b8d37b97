import { Copy, FileDown, FileUp, KeyRound, LockKeyhole, Power, Search, Speech } from 'lucide-react'
import { memo } from 'react'
import type { Console } from '../../contract/console.ts'
import { ask } from '../api/ask.ts'
import { typingTargets } from '../stores/console-view.ts'
import { openDialog } from '../stores/dialog.ts'
import { changePreferences, usePreferences } from '../stores/preferences.ts'
import { t } from '../text/translate.ts'
import { ActionMenu, type MenuAction } from '../ui/ActionMenu.tsx'
import type { TerminalHandle } from './ConsoleTerminal.tsx'
import { closeLine, copyText, openLines, saveTranscript } from './console-actions.ts'

type ConsoleMenuProps = {
  readonly id: string
  readonly name: string
  readonly state: Console['state']['kind']
  readonly readOnly: boolean
  readonly terminal: { readonly current: TerminalHandle | null }
}

/** What else can be done with a line. Not drawn anew with each thing that a line says. */
export const ConsoleMenu = memo(function ConsoleMenu(props: ConsoleMenuProps) {
  const { id, name, state, readOnly, terminal } = props
  const spoken = usePreferences(({ spokenConsoles }) => spokenConsoles)
  const cannotType = state !== 'open' || readOnly
  const actions: readonly MenuAction[] = [
    {
      id: 'login',
      label: t('consoles.login'),
      icon: <KeyRound size={18} />,
      description: t('consoles.loginHint'),
      disabled: cannotType,
      onAction: () => openDialog({ kind: 'console-login', ids: typingTargets(id) }),
    },
    {
      id: 'send',
      label: t('consoles.send'),
      icon: <FileUp size={18} />,
      description: t('consoles.sendHint'),
      disabled: cannotType,
      onAction: () => openDialog({ kind: 'console-send', ids: typingTargets(id), pasted: null }),
    },
    {
      id: 'search',
      label: t('consoles.search'),
      icon: <Search size={18} />,
      description: t('consoles.searchHint'),
      disabled: false,
      onAction: () => openDialog({ kind: 'console-search', id }),
    },
    {
      id: 'download',
      label: t('consoles.download'),
      icon: <FileDown size={18} />,
      description: t('consoles.downloadHint'),
      disabled: false,
      onAction: () => saveTranscript(id),
    },
    {
      id: 'copy',
      label: t('consoles.copy'),
      icon: <Copy size={18} />,
      description: t('consoles.copyHint'),
      disabled: false,
      onAction: () => copyText(terminal.current?.text() ?? ''),
    },
    {
      id: 'read-only',
      label: t(readOnly ? 'consoles.readOnlyOff' : 'consoles.readOnlyOn'),
      icon: <LockKeyhole size={18} />,
      description: t(readOnly ? 'consoles.readOnlyOffHint' : 'consoles.readOnlyHint'),
      disabled: false,
      onAction: () => ask((client) => client.consoles.setReadOnly({ id, readOnly: !readOnly })),
    },
    {
      id: 'spoken',
      label: t(spoken ? 'consoles.spokenOff' : 'consoles.spokenOn'),
      icon: <Speech size={18} />,
      description: t('consoles.spokenHint'),
      disabled: false,
      onAction: () => changePreferences({ spokenConsoles: !spoken }),
    },
    state === 'closed'
      ? {
          id: 'open',
          label: t('consoles.open'),
          icon: <Power size={18} />,
          description: t('consoles.openHint'),
          disabled: false,
          onAction: () => openLines([id]),
        }
      : {
          id: 'close',
          label: t('consoles.close'),
          icon: <Power size={18} />,
          description: t('consoles.closeHint'),
          disabled: false,
          onAction: () => closeLine(id),
        },
  ]
  return <ActionMenu label={t('consoles.more', { name })} actions={actions} />
})
