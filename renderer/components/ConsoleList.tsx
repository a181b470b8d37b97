import { SquareTerminal } from 'lucide-react'
import { memo } from 'react'
import { ToggleButton } from 'react-aria-components'
import type { Console } from '../../contract/console.ts'
import { hideConsoles, showConsoles } from '../stores/console-view.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Card } from '../ui/Card.tsx'
import { ConsoleFindingBadge, ConsoleStateBadge } from './ConsoleBadges.tsx'
import { openLines } from './console-actions.ts'

/** Every line of this computer; pressing one shows or hides its terminal. */
export function ConsoleList({
  lines,
  shownIds,
}: {
  readonly lines: readonly Console[]
  readonly shownIds: readonly string[]
}) {
  const ids = lines.map(({ id }) => id)
  return (
    <Card
      title={`${t('consoles.lines')} (${lines.length})`}
      actions={
        <>
          <Button onPress={() => openLines(ids)}>{t('consoles.showAll')}</Button>
          <Button onPress={() => hideConsoles(ids)}>{t('consoles.hideAll')}</Button>
        </>
      }
    >
      <ul className="grid max-h-64 grid-cols-[repeat(auto-fill,minmax(17rem,1fr))] gap-2 overflow-y-auto p-1">
        {lines.map((line) => (
          <li key={line.id}>
            <LineButton line={line} isShown={shownIds.includes(line.id)} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

const LineButton = memo(function LineButton({
  line,
  isShown,
}: {
  readonly line: Console
  readonly isShown: boolean
}) {
  return (
    <ToggleButton
      isSelected={isShown}
      onChange={(show) => {
        if (!show) hideConsoles([line.id])
        else if (line.state.kind === 'closed') openLines([line.id])
        else showConsoles([line.id])
      }}
      className="flex min-h-target w-full cursor-pointer items-center gap-2 rounded-lg border border-line-strong bg-surface px-3 py-1.5 text-left hover:bg-sunken data-selected:border-accent data-selected:bg-accent-soft"
    >
      <SquareTerminal size={18} aria-hidden className="shrink-0 text-ink-soft" />
      <span className="sr-only">{t('consoles.show')} </span>
      <span className="min-w-12 flex-1 truncate font-semibold">{line.name}</span>{' '}
      <span className="flex shrink-0 gap-1">
        {line.finding === null ? (
          <ConsoleStateBadge state={line.state} />
        ) : (
          <ConsoleFindingBadge finding={line.finding} />
        )}
      </span>
    </ToggleButton>
  )
})
