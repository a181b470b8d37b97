import { CircleCheck, Square, Timer, X, Zap } from 'lucide-react'
import { useEffect } from 'react'
import { useShallow } from 'zustand/react/shallow'
import type { Batch } from '../../contract/batch.ts'
import { boardLabel } from '../../contract/board.ts'
import { ask } from '../api/ask.ts'
import { useCommands } from '../hooks/use-commands.ts'
import { useNow } from '../hooks/use-now.ts'
import { batchProgress, secondsUntil } from '../logic/batch-progress.ts'
import { useMirror } from '../stores/mirror.ts'
import { hashOf } from '../stores/route.ts'
import { stationSentence } from '../text/station-words.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Disclosure } from '../ui/Disclosure.tsx'
import { IconButton } from '../ui/IconButton.tsx'

/** The one key that stops a batch, on every page, in every field and dialog. Browsers and systems use it for nothing. */
export const batchStopKey = 'F8'

/** The batch that runs or has just ended, on top of every page. */
export function BatchBanner() {
  const batch = useMirror(({ status }) => status?.batch ?? null)
  const runs = batch?.state.kind === 'running'
  useStopKey(runs)
  useCommands(() =>
    runs
      ? [
          {
            id: 'batch.stop',
            group: 'actions',
            label: t('batch.stopKey', { key: batchStopKey }),
            hint: t('batch.stopWhat'),
            keys: batchStopKey,
            run: stop,
          },
        ]
      : [],
  )
  if (!batch) return null
  return (
    <section
      aria-label={headline(batch)}
      className={`sticky top-0 z-15 border-b-2 px-4 py-2 sm:px-6 ${looks[batch.state.kind]}`}
    >
      <div className="mx-auto flex max-w-[110rem] flex-wrap items-center gap-x-4 gap-y-1">
        <div className="flex min-w-0 flex-1 basis-72 flex-col">
          <strong className="flex items-center gap-2 break-words">
            <BatchIcon kind={batch.state.kind} />
            {headline(batch)}
          </strong>
          <Counts batch={batch} />
        </div>
        {runs && <Waiting batch={batch} />}
        {runs ? <StopButton /> : <DismissButton />}
      </div>
      <PassedOver batch={batch} />
    </section>
  )
}

const looks: Readonly<Record<Batch['state']['kind'], string>> = {
  running: 'border-warning-ink bg-warning-soft text-warning-ink',
  complete: 'border-good-ink bg-good-soft text-good-ink',
  stopped: 'border-line-strong bg-quiet-soft text-ink',
}

function BatchIcon({ kind }: { readonly kind: Batch['state']['kind'] }) {
  const Icon = kind === 'running' ? Zap : kind === 'complete' ? CircleCheck : Square
  return <Icon size={20} aria-hidden className="shrink-0" />
}

function headline({ state, imageName: image, count, storageKind }: Batch): string {
  if (state.kind !== 'running') return t(`batch.${state.kind}`, { image })
  return t('batch.running', { image, count, kind: t(`boards.storageKind.${storageKind}`) })
}

function Counts({ batch }: { readonly batch: Batch }) {
  const { begun, done, failed } = useMirror(useShallow(({ jobs }) => batchProgress(batch, jobs)))
  return (
    <span role="status" className="text-sm">
      {t('batch.armed', { done: begun, total: batch.count })} · {t('batch.ended', { done })}
      {failed > 0 && <strong> · {t('batch.failed', { count: failed })}</strong>}
    </span>
  )
}

/** The boards whose countdown runs; without one, what the person should do. */
function Waiting({ batch: { waiting } }: { readonly batch: Batch }) {
  if (waiting.length === 0) return <p className="text-sm">{t('batch.waitingFor')}</p>
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 font-semibold">
      {waiting.map(({ boardId, startsAt }) => (
        <li key={boardId} className="flex items-center gap-1.5">
          <Timer size={18} aria-hidden />
          <Countdown boardId={boardId} startsAt={startsAt} />
        </li>
      ))}
    </ul>
  )
}

type CountdownProps = { readonly boardId: string; readonly startsAt: number }

function Countdown({ boardId, startsAt }: CountdownProps) {
  const seconds = secondsUntil(startsAt, useNow())
  const label = useLabel(boardId)
  return seconds > 0 ? t('batch.startsIn', { label, seconds }) : t('batch.startsNow', { label })
}

function StopButton() {
  return (
    <Button
      look="danger"
      icon={<Square size={16} />}
      aria-keyshortcuts={batchStopKey}
      aria-description={t('batch.stopWhat')}
      onPress={stop}
    >
      {t('batch.stopKey', { key: batchStopKey })}
    </Button>
  )
}

function DismissButton() {
  return (
    <IconButton
      look="ghost"
      label={t('batch.dismiss')}
      icon={<X size={20} />}
      onPress={() => ask((station) => station.batch.dismiss())}
    />
  )
}

function PassedOver({ batch: { passedOver } }: { readonly batch: Batch }) {
  if (passedOver.length === 0) return null
  return (
    <div className="mx-auto max-w-[110rem]">
      <Disclosure title={t('batch.passedOver', { count: passedOver.length })} level={3}>
        <ul className="flex max-h-40 flex-col gap-1 overflow-auto pb-2 text-sm">
          {passedOver.map(({ boardId, code, message }) => (
            <li key={boardId}>
              <a
                href={hashOf({ page: 'board', id: boardId })}
                className="font-semibold underline underline-offset-4"
              >
                <Label boardId={boardId} />
              </a>{' '}
              {stationSentence(code, message)}
            </li>
          ))}
        </ul>
      </Disclosure>
    </div>
  )
}

function Label({ boardId }: { readonly boardId: string }) {
  return useLabel(boardId)
}

function useLabel(boardId: string): string {
  return useMirror(({ boards }) => {
    const board = boards.get(boardId)
    return board ? boardLabel(board) : boardId
  })
}

function stop(): void {
  ask((station) => station.batch.stop(), t('batch.stoppedToast'))
}

/** Listens before everything else: the key works while somebody types, and while a dialog is open. */
function useStopKey(runs: boolean): void {
  useEffect(() => {
    if (!runs) return
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== batchStopKey || event.repeat) return
      event.preventDefault()
      stop()
    }
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [runs])
}
