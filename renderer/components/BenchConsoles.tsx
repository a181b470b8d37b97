import { SquareTerminal } from 'lucide-react'
import { memo } from 'react'
import type { Console } from '../../contract/console.ts'
import { useAttachments } from '../stores/attachments.ts'
import { goToConsole } from '../stores/console-view.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Card } from '../ui/Card.tsx'
import { ConsoleFindingBadge, ConsoleStateBadge } from './ConsoleBadges.tsx'
import { openLines } from './console-actions.ts'

/** The serial lines on the bench, each with the way to its console; those of nodes are on their cards. */
export function BenchConsoles() {
  const consoles = useAttachments((attachments) => attachments.consoles)
  const nodes = useAttachments((attachments) => attachments.nodes)
  const lines = consoles.filter(({ id }) => !nodes.some(({ consoleId }) => consoleId === id))
  if (lines.length === 0) return null
  return (
    <Card title={t('consoles.card')}>
      <ul className="grid max-h-80 grid-cols-[repeat(auto-fill,minmax(18rem,1fr))] gap-2 overflow-y-auto p-1">
        {lines.map((line) => (
          <Line key={line.id} line={line} />
        ))}
      </ul>
    </Card>
  )
}

const Line = memo(function Line({ line }: { readonly line: Console }) {
  return (
    <li className="flex items-center gap-2 rounded-lg border border-line px-3 py-1.5">
      <span className="min-w-12 flex-1 truncate font-semibold">{line.name}</span>
      {line.finding === null ? (
        <ConsoleStateBadge state={line.state} />
      ) : (
        <ConsoleFindingBadge finding={line.finding} />
      )}
      <Button
        icon={<SquareTerminal size={18} />}
        aria-label={t('consoles.showOf', { name: line.name })}
        onPress={() => {
          if (line.state.kind === 'closed') openLines([line.id])
          goToConsole(line.id)
        }}
      />
    </li>
  )
})
