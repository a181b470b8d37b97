import { type Board, boardLabel } from '../../contract/board.ts'
import { useCommands } from '../hooks/use-commands.ts'
import type { Command } from '../logic/commands.ts'
import { openDialog } from '../stores/dialog.ts'
import { useMirror } from '../stores/mirror.ts'
import { openOverlay } from '../stores/overlay.ts'
import { changePreferences, type Preferences, usePreferences } from '../stores/preferences.ts'
import { navigate, plainPages } from '../stores/route.ts'
import { languageNames } from '../text/languages.ts'
import { t } from '../text/translate.ts'

/** The commands that are there on every page: pages, boards, serving, and how things are shown. */
export function AppCommands() {
  useCommands(() => [
    ...plainPages.map(pageCommand),
    ...[...useMirror.getState().boards.values()].map(boardCommand),
    ...servingCommands(),
    ...viewCommands(usePreferences.getState()),
  ])
  return null
}

function pageCommand(page: (typeof plainPages)[number]): Command {
  return {
    id: `page.${page}`,
    group: 'pages',
    label: t(`station.page.${page}`),
    run: () => navigate({ page }),
  }
}

function boardCommand(board: Board): Command {
  const { id, serial, slot, model, ip, macs } = board
  const hint = [slot, serial, model].filter(Boolean).join(' · ')
  return {
    id: `board.${id}`,
    group: 'boards',
    label: boardLabel(board),
    hint,
    keywords: [hint, ip, ...macs].join(' '),
    run: () => navigate({ page: 'board', id }),
  }
}

function servingCommands(): readonly Command[] {
  const serving = useMirror.getState().status?.serving
  const command = (id: 'startServing' | 'stopServing', run: () => void): Command => ({
    id: `action.${id}`,
    group: 'actions',
    label: t(`palette.${id}`),
    run,
  })
  return [
    serving?.kind === 'serving'
      ? command('stopServing', () => openDialog({ kind: 'stop-serving' }))
      : command('startServing', () => openDialog({ kind: 'start-serving' })),
    {
      id: 'action.help',
      group: 'actions',
      label: t('palette.help'),
      keys: '?',
      run: () => openOverlay('keyboard-help'),
    },
  ]
}

function viewCommands(now: Preferences): readonly Command[] {
  const command = (id: string, label: string, change: Partial<Preferences>): Command => ({
    id: `view.${id}`,
    group: 'view',
    label,
    ...(isSet(now, change) ? { hint: t('palette.isSet') } : {}),
    run: () => changePreferences(change),
  })
  const themes = (['system', 'light', 'dark', 'high-contrast'] as const).map((theme) =>
    command(theme, t(`palette.theme.${theme}`), { theme }),
  )
  const languages = (['en', 'de'] as const).map((language) =>
    command(language, t('palette.language', { name: languageNames[language] }), { language }),
  )
  return [
    ...themes,
    ...languages,
    command('language-system', t('palette.languageSystem'), { language: 'system' }),
    command('targets-on', t('palette.largeTargetsOn'), { largeTargets: true }),
    command('targets-off', t('palette.largeTargetsOff'), { largeTargets: false }),
    command('motion-reduced', t('palette.reduceMotion'), { motion: 'reduced' }),
    command('motion-system', t('palette.allowMotion'), { motion: 'system' }),
  ]
}

function isSet(now: Preferences, change: Partial<Preferences>): boolean {
  return Object.entries(change).every(([key, value]) => now[key as keyof Preferences] === value)
}
