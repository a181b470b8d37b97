import { CircleX, Plug, TriangleAlert, X } from 'lucide-react'
import { lazy, memo, Suspense, useRef, useState } from 'react'
import type { Console } from '../../contract/console.ts'
import { typeKeys } from '../api/console-typing.ts'
import { useNearScreen } from '../hooks/use-near-screen.ts'
import { formatBytes } from '../logic/format.ts'
import {
  hideConsoles,
  setTakesPart,
  typingTargets,
  useConsoleView,
} from '../stores/console-view.ts'
import { openDialog } from '../stores/dialog.ts'
import { stationWords } from '../text/station-words.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Checkbox } from '../ui/Checkbox.tsx'
import { classNames } from '../ui/class-names.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { Notice } from '../ui/Notice.tsx'
import { ConsoleFindingBadge, ConsoleShareBadges, ConsoleStateBadge } from './ConsoleBadges.tsx'
import { ConsoleBaud } from './ConsoleBaud.tsx'
import { ConsoleMenu } from './ConsoleMenu.tsx'
import type { TerminalHandle } from './ConsoleTerminal.tsx'
import { openLines } from './console-actions.ts'
import { RefusalNotice } from './RefusalNotice.tsx'

const ConsoleTerminal = lazy(() =>
  import('./ConsoleTerminal.tsx').then((file) => ({ default: file.ConsoleTerminal })),
)

/** One line with its terminal, which is there while it is near the screen: forty of them would hold the page up. */
export const ConsoleTile = memo(function ConsoleTile({ line }: { readonly line: Console }) {
  const tile = useRef<HTMLElement>(null)
  const isNear = useNearScreen(tile)
  const { id, name, state, readOnly } = line
  const terminal = useRef<TerminalHandle>(null)
  const hideButton = useRef<HTMLDivElement>(null)
  const [dropped, setDropped] = useState(0)
  const [failure, setFailure] = useState<string | null>(null)
  const takesPart = useConsoleView(({ broadcast }) => broadcast?.includes(id) ?? false)
  const canType = state.kind === 'open' && !readOnly
  return (
    <section
      ref={tile}
      aria-label={t('consoles.showOf', { name })}
      className={classNames(
        'flex h-[28rem] min-w-0 flex-col [content-visibility:auto] gap-2 rounded-xl border bg-surface p-3 shadow-low',
        takesPart ? 'border-2 border-danger' : 'border-line',
      )}
    >
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="min-w-0 truncate font-bold">{name}</h3>
        <ConsoleStateBadge state={state} />
        <ConsoleFindingBadge finding={line.finding} />
        <ConsoleShareBadges line={line} />
        <div ref={hideButton} className="ml-auto flex items-center gap-2">
          {isNear && (
            <>
              <ConsoleBaud id={id} baud={line.baud} />
              <ConsoleMenu
                id={id}
                name={name}
                state={state.kind}
                readOnly={readOnly}
                terminal={terminal}
              />
            </>
          )}
          <IconButton
            look="ghost"
            label={t('consoles.hide', { name })}
            icon={<X size={18} />}
            onPress={() => hideConsoles([id])}
          />
        </div>
      </div>
      <TakesPart line={line} />
      <StateNotice line={line} />
      {failure !== null && (
        <RefusalNotice reason={t('consoles.followFailed', { reason: failure })} />
      )}
      <Suspense fallback={<p className="flex-1 p-4 text-ink-soft">{t('consoles.loading')}</p>}>
        {isNear && (
          <ConsoleTerminal
            ref={terminal}
            id={id}
            name={name}
            canType={canType}
            onType={(text) => typeKeys(typingTargets(id), text)}
            onPasteLines={(pasted) =>
              openDialog({ kind: 'console-send', ids: typingTargets(id), pasted })
            }
            onDropped={(bytes) => setDropped((before) => before + bytes)}
            onFailure={setFailure}
            onLeave={() => hideButton.current?.querySelector<HTMLElement>('button')?.focus()}
          />
        )}
      </Suspense>
      {dropped > 0 && (
        <Notice
          tone="warning"
          icon={<TriangleAlert size={18} />}
          actions={
            <Button look="ghost" onPress={() => setDropped(0)}>
              {t('ui.dismiss')}
            </Button>
          }
        >
          {t('consoles.dropped', { size: formatBytes(dropped) })}
        </Notice>
      )}
    </section>
  )
})

/** Whether keys that are pressed in another terminal go here too; only while one types into several. */
function TakesPart({ line }: { readonly line: Console }) {
  const broadcast = useConsoleView((view) => view.broadcast)
  if (broadcast === null) return null
  return (
    <Checkbox
      label={t('consoles.takesPartOf', { name: line.name })}
      isSelected={broadcast.includes(line.id)}
      isDisabled={line.state.kind !== 'open' || line.readOnly}
      onChange={(takesPart) => setTakesPart(line.id, takesPart)}
    />
  )
}

/** Why nothing can be typed, and the way out. */
function StateNotice({ line }: { readonly line: Console }) {
  const { id, state } = line
  if (state.kind === 'failed') {
    const { words, detail } = stationWords(state.code, state.message)
    return (
      <Notice tone="danger" role="status" icon={<CircleX size={18} />}>
        {words}
        {detail !== null && (
          <span lang="en" className="block text-sm">
            {detail}
          </span>
        )}
      </Notice>
    )
  }
  if (state.kind !== 'closed') return null
  return (
    <div>
      <Button look="primary" icon={<Plug size={18} />} onPress={() => openLines([id])}>
        {t('consoles.open')}
      </Button>
    </div>
  )
}
