import { Download, Pause, Play } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import { boardLabel } from '../../contract/board.ts'
import type { TrafficEntry } from '../../contract/traffic.ts'
import { ask } from '../api/ask.ts'
import { bytesOfBase64, saveFile } from '../api/save-file.ts'
import { useCommands } from '../hooks/use-commands.ts'
import { useTraffic } from '../hooks/use-traffic.ts'
import {
  everything,
  filterTraffic,
  isEverything,
  type TrafficFilter,
} from '../logic/traffic-filter.ts'
import { useMirror } from '../stores/mirror.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { RefusalNotice } from './RefusalNotice.tsx'
import { TrafficDetails } from './TrafficDetails.tsx'
import { TrafficFilterBar } from './TrafficFilterBar.tsx'
import { TrafficTable } from './TrafficTable.tsx'

type TrafficPanelProps = {
  /** Only the traffic of this board is watched and saved; null for all. */
  readonly boardId: string | null
  readonly filter: TrafficFilter
  readonly onFilter: (change: Partial<TrafficFilter>) => void
  readonly entryId: number | null
  readonly onEntry: (id: number | null) => void
  readonly maxHeight?: string
}

/** The traffic as it happens: filter, pause, details of an entry, and saving for Wireshark. */
export function TrafficPanel(props: TrafficPanelProps) {
  const { boardId, filter, onFilter, entryId, onEntry, maxHeight } = props
  const traffic = useTraffic(boardId)
  const [pausedAt, setPausedAt] = useState<readonly TrafficEntry[] | null>(null)
  const entries = pausedAt ?? traffic.entries
  const shown = useShown(entries, filter)
  const entry = entries.find(({ id }) => id === entryId) ?? null
  const togglePause = () => setPausedAt(pausedAt === null ? traffic.entries : null)
  useCommands(() => [
    {
      id: 'traffic.pause',
      group: 'actions',
      label: `${t('traffic.title')}: ${pauseWords(pausedAt !== null)}`,
      run: togglePause,
    },
    {
      id: 'traffic.export',
      group: 'actions',
      label: `${t('traffic.title')}: ${t('traffic.export')}`,
      run: () => saveTraffic(boardId),
    },
  ])
  const onOpen = useCallback(({ id }: TrafficEntry) => onEntry(id), [onEntry])
  return (
    <div className="flex flex-col gap-3">
      <TrafficFilterBar filter={filter} onChange={onFilter} withBoards={boardId === null} />
      <div className="flex flex-wrap items-center gap-2">
        <PauseButton isPaused={pausedAt !== null} onPress={togglePause} />
        <Button icon={<Download size={18} />} onPress={() => saveTraffic(boardId)}>
          {t('traffic.export')}
        </Button>
        {!isEverything(filter) && (
          <Button look="ghost" onPress={() => onFilter(everything)}>
            {t('traffic.clear')}
          </Button>
        )}
        <p role="status" className="ml-1 text-sm text-ink-soft">
          {t('traffic.count', { shown: shown.length, all: entries.length })}
          {pausedAt !== null && ` · ${pausedWords(pausedAt, traffic.entries)}`}
        </p>
      </div>
      <RefusalNotice
        reason={traffic.failure === null ? null : t('traffic.failed', { reason: traffic.failure })}
      />
      <div className={entry ? 'grid gap-3 xl:grid-cols-[minmax(0,1fr)_22rem] xl:items-start' : ''}>
        <TrafficTable
          entries={shown}
          follow={pausedAt === null && entry === null}
          ofOneBoard={boardId !== null}
          onOpen={onOpen}
          openId={entry?.id ?? null}
          empty={isEverything(filter) ? t('traffic.none') : t('traffic.noneFits')}
          {...(maxHeight ? { maxHeight } : {})}
        />
        {entry && <TrafficDetails entry={entry} entries={entries} onClose={() => onEntry(null)} />}
      </div>
    </div>
  )
}

function useShown(
  entries: readonly TrafficEntry[],
  filter: TrafficFilter,
): readonly TrafficEntry[] {
  const boards = useMirror((mirror) => mirror.boards)
  return useMemo(
    () =>
      filterTraffic(entries, filter, (id) => {
        const board = boards.get(id)
        return board ? boardLabel(board) : null
      }),
    [entries, filter, boards],
  )
}

type PauseButtonProps = { readonly isPaused: boolean; readonly onPress: () => void }

function PauseButton({ isPaused, onPress }: PauseButtonProps) {
  return (
    <Button
      look={isPaused ? 'primary' : 'plain'}
      icon={isPaused ? <Play size={18} /> : <Pause size={18} />}
      onPress={onPress}
    >
      {pauseWords(isPaused)}
    </Button>
  )
}

function pauseWords(isPaused: boolean): string {
  return isPaused ? t('traffic.goOn') : t('traffic.pause')
}

function pausedWords(paused: readonly TrafficEntry[], now: readonly TrafficEntry[]): string {
  const last = paused.at(-1)?.id ?? 0
  const count = now.filter(({ id }) => id > last).length
  return count === 0 ? t('traffic.pausedNothing') : t('traffic.paused', { count })
}

async function saveTraffic(boardId: string | null): Promise<void> {
  await ask(async (station) => {
    const { fileName, base64 } = await station.traffic.export({ boardId })
    saveFile(fileName, bytesOfBase64(base64), 'application/x-pcapng')
  })
}
