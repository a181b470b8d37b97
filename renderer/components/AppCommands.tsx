import { type Board, boardLabel } from '../../contract/board.ts'
import { ask } from '../api/ask.ts'
import { useCommands } from '../hooks/use-commands.ts'
import type { Command } from '../logic/commands.ts'
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
      ? command('stopServing', () => ask((station) => station.serving.stop()))
      : command('startServing', () => ask((station) => station.serving.start())),
    {
      id: 'action.help',
      group: 'actions',
      label: t('palette.help'),
      keys: '?',
      run: () => openOverlay('keyboard-help'),
    },
  ]
}

/** What is set already is left out. */
function viewCommands(now: Preferences): readonly Command[] {
  const command = (id: string, label: string, change: Partial<Preferences>): Command => ({
    id: `view.${id}`,
    group: 'view',
    label,
    run: () => changePreferences(change),
  })
  const themes = (['system', 'light', 'dark', 'high-contrast'] as const)
    .filter((theme) => theme !== now.theme)
    .map((theme) => command(theme, t(`palette.theme.${theme}`), { theme }))
  const languages = (['en', 'de'] as const)
    .filter((language) => language !== now.language)
    .map((language) =>
      command(language, t('palette.language', { name: languageNames[language] }), { language }),
    )
  const largeTargets = !now.largeTargets
  const motion = now.motion === 'reduced' ? 'system' : 'reduced'
  return [
    ...themes,
    ...languages,
    ...(now.language === 'system'
      ? []
      : [command('language-system', t('palette.languageSystem'), { language: 'system' })]),
    command('targets', t(largeTargets ? 'palette.largeTargetsOn' : 'palette.largeTargetsOff'), {
      largeTargets,
    }),
    command('motion', t(motion === 'reduced' ? 'palette.reduceMotion' : 'palette.allowMotion'), {
      motion,
    }),
  ]
}
