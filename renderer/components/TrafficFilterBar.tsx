import { useMemo } from 'react'
import { boardLabel } from '../../contract/board.ts'
import { type TrafficProtocol, trafficProtocolSchema } from '../../contract/traffic.ts'
import type { TrafficFilter } from '../logic/traffic-filter.ts'
import { useMirror } from '../stores/mirror.ts'
import { t } from '../text/translate.ts'
import { SearchField } from '../ui/SearchField.tsx'
import { Segments } from '../ui/Segments.tsx'
import { Select, type SelectOption } from '../ui/Select.tsx'

type TrafficFilterBarProps = {
  readonly filter: TrafficFilter
  readonly onChange: (change: Partial<TrafficFilter>) => void
  /** The board can be chosen; left out where all entries are of one. */
  readonly withBoards: boolean
}

/** What of the traffic is shown. */
export function TrafficFilterBar({ filter, onChange, withBoards }: TrafficFilterBarProps) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <div className="flex min-w-56 flex-1 sm:max-w-80">
        <SearchField
          label={t('traffic.search')}
          placeholder={t('traffic.searchHint')}
          value={filter.text}
          onChange={(text) => onChange({ text })}
        />
      </div>
      <ProtocolSelect value={filter.protocol} onChange={(protocol) => onChange({ protocol })} />
      {withBoards && (
        <BoardChoice value={filter.boardId} onChange={(boardId) => onChange({ boardId })} />
      )}
      <Segments
        label={t('traffic.directionFilter')}
        value={filter.direction ?? 'all'}
        onChange={(direction) => onChange({ direction: direction === 'all' ? null : direction })}
        segments={[
          { id: 'all', label: t('traffic.allDirections') },
          { id: 'received', label: t('traffic.onlyReceived') },
          { id: 'sent', label: t('traffic.onlySent') },
        ]}
      />
    </div>
  )
}

type ChoiceProps<Value> = {
  readonly value: Value | null
  readonly onChange: (value: Value | null) => void
}

function ProtocolSelect({ value, onChange }: ChoiceProps<TrafficProtocol>) {
  const options: readonly SelectOption<TrafficProtocol | 'all'>[] = [
    { id: 'all', label: t('traffic.allProtocols') },
    ...trafficProtocolSchema.options.map((id) => ({ id, label: t(`traffic.protocol.${id}`) })),
  ]
  return (
    <Select
      label={t('traffic.protocolFilter')}
      hideLabel
      options={options}
      value={value ?? 'all'}
      onChange={(id) => onChange(id === 'all' ? null : id)}
    />
  )
}

function BoardChoice({ value, onChange }: ChoiceProps<string>) {
  const boards = useMirror((mirror) => mirror.benchBoards)
  const options = useMemo(() => {
    const known = [...boards.values()].map((board) => ({ id: board.id, label: boardLabel(board) }))
    known.sort((one, other) => one.label.localeCompare(other.label, undefined, { numeric: true }))
    return [{ id: '', label: t('traffic.allBoards') }, ...known]
  }, [boards])
  return (
    <Select
      label={t('traffic.boardFilter')}
      hideLabel
      options={options}
      value={value ?? ''}
      onChange={(id) => onChange(id === '' ? null : id)}
    />
  )
}
