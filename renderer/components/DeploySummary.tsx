import { MoveDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { type Board, boardLabel, type Storage } from '../../contract/board.ts'
import type { Image } from '../../contract/image.ts'
import { formatBytes } from '../logic/format.ts'
import { t } from '../text/translate.ts'
import { type Fact, Facts } from '../ui/Facts.tsx'
import { imageOrigin } from './image-words.ts'
import { storageWords } from './storage-words.ts'

type DeploySummaryProps = {
  readonly board: Board
  readonly storage: Storage
  readonly image: Image
}

/** What goes where: the image on top, the board and its storage beneath. */
export function DeploySummary({ board, storage, image }: DeploySummaryProps) {
  return (
    <div className="flex flex-col items-center gap-1">
      <Block title={image.name} facts={imageFacts(image)} />
      <MoveDown size={22} className="text-ink-soft" />
      <Block title={boardLabel(board)} facts={targetFacts(board, storage)} />
    </div>
  )
}

function Block({ title, facts }: { readonly title: ReactNode; readonly facts: readonly Fact[] }) {
  return (
    <div className="flex w-full flex-col gap-2 rounded-lg border border-line bg-sunken p-4">
      <p className="text-lg font-bold break-words">{title}</p>
      <Facts facts={facts} />
    </div>
  )
}

function imageFacts(image: Image): readonly Fact[] {
  return [
    { term: t('deploy.source'), value: imageOrigin(image) },
    { term: t('deploy.size'), value: formatBytes(image.rawSize) },
  ]
}

function targetFacts(board: Board, storage: Storage): readonly Fact[] {
  return [
    ...(board.slot ? [{ term: t('deploy.slot'), value: board.slot }] : []),
    {
      term: t('deploy.serial'),
      value: <span className="font-mono">{board.serial ?? t('boards.unknown')}</span>,
    },
    { term: t('deploy.model'), value: board.model ?? t('boards.modelUnknown') },
    {
      term: t('deploy.storage'),
      value: (
        <>
          <strong>{storageWords(storage)}</strong> {storage.name}{' '}
          <span className="font-mono">{storage.path}</span>
        </>
      ),
    },
    ...(storage.cid
      ? [
          {
            term: t('deploy.cid'),
            value: <span className="font-mono break-all">{storage.cid}</span>,
          },
        ]
      : []),
  ]
}
