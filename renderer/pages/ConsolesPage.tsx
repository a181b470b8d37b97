import { Megaphone, SquareTerminal } from 'lucide-react'
import { useDeferredValue } from 'react'
import type { Console } from '../../contract/console.ts'
import { ConsoleBroadcast } from '../components/ConsoleBroadcast.tsx'
import { ConsoleList } from '../components/ConsoleList.tsx'
import { ConsoleTile } from '../components/ConsoleTile.tsx'
import { useAttachments } from '../stores/attachments.ts'
import { setBroadcast, useConsoleView } from '../stores/console-view.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { classNames } from '../ui/class-names.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageTitle } from '../ui/PageTitle.tsx'

/** The serial lines of the station's computer, and terminals of those that a person wants to see. */
export function ConsolesPage() {
  // Deferred: forty lines that change together, or are shown at once, are drawn in slices between frames.
  const lines = useDeferredValue(useAttachments(({ consoles }) => consoles))
  const shownIds = useDeferredValue(useConsoleView(({ shown }) => shown))
  const shown = shownIds.flatMap((id) => lines.find((line) => line.id === id) ?? [])
  return (
    <>
      <PageTitle lead={t('consoles.lead')} actions={<BroadcastButton shown={shown} />}>
        {t('consoles.title')}
      </PageTitle>
      {lines.length === 0 ? (
        <EmptyState icon={<SquareTerminal size={28} />} title={t('consoles.none')}>
          <p>{t('consoles.noneLead')}</p>
        </EmptyState>
      ) : (
        <ConsoleList lines={lines} shownIds={shownIds} />
      )}
      <ConsoleBroadcast lines={lines} />
      {lines.length > 0 && shown.length === 0 && (
        <p className="py-8 text-center text-ink-soft">{t('consoles.nothingShown')}</p>
      )}
      <div
        className={classNames(
          'grid gap-4',
          shown.length > 1 && 'xl:grid-cols-2',
          shown.length > 4 && '2xl:grid-cols-3',
        )}
      >
        {shown.map((line) => (
          <ConsoleTile key={line.id} line={line} />
        ))}
      </div>
    </>
  )
}

/** Begins to type into all shown lines that can be typed into. */
function BroadcastButton({ shown }: { readonly shown: readonly Console[] }) {
  const isOn = useConsoleView(({ broadcast }) => broadcast !== null)
  if (isOn || shown.length < 2) return null
  const able = shown.filter(({ state, readOnly }) => state.kind === 'open' && !readOnly)
  return (
    <Button icon={<Megaphone size={18} />} onPress={() => setBroadcast(able.map(({ id }) => id))}>
      {t('consoles.broadcast')}
    </Button>
  )
}
