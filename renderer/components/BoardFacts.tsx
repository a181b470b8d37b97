import { memo } from 'react'
import type { Board, Storage } from '../../contract/board.ts'
import { t } from '../text/translate.ts'
import { Facts } from '../ui/Facts.tsx'
import { storageWords } from './storage-words.ts'

/** What identifies a board, and the storages that it has. */
export const BoardFacts = memo(function BoardFacts({ board }: { readonly board: Board }) {
  return (
    <div className="text-sm">
      <Facts
        facts={[
          { term: t('boards.serial'), value: <Code text={board.serial} /> },
          { term: t('boards.mac'), value: <Code text={board.macs.join(', ') || null} /> },
          { term: t('boards.ip'), value: <Code text={board.ip} /> },
          { term: t('boards.storage'), value: <Storages board={board} /> },
        ]}
      />
    </div>
  )
})

function Code({ text }: { readonly text: string | null }) {
  return text === null ? (
    <span className="text-ink-soft">{t('boards.unknown')}</span>
  ) : (
    <span className="font-mono">{text}</span>
  )
}

function Storages({ board: { storages, stage } }: { readonly board: Board }) {
  if (storages.length === 0) {
    return (
      <span className="text-ink-soft">
        {stage.kind === 'ready' ? t('boards.noStorage') : t('boards.unknown')}
      </span>
    )
  }
  return storages.map((storage) => <StorageLine key={storage.path} storage={storage} />)
}

/** One storage in a line: kind, size, path. */
export function StorageLine({ storage }: { readonly storage: Storage }) {
  return (
    <span className="block">
      <strong className="font-semibold">{storageWords(storage)}</strong>{' '}
      <span className="font-mono break-all text-ink-soft">{storage.path}</span>
    </span>
  )
}
