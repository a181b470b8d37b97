import { MoveDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { type Board, boardLabel, type Storage } from '../../contract/board.ts'
import type { Image } from '../../contract/image.ts'
import { formatBytes } from '../logic/format.ts'
import { boardText } from '../text/boards.ts'
import { deployText } from '../text/deploy.ts'
import { imageText } from '../text/images.ts'
import { type Fact, Facts } from '../ui/Facts.tsx'
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
    { term: deployText.source, value: imageText.sourceOf(image) },
    { term: deployText.size, value: formatBytes(image.rawSize) },
  ]
}

function targetFacts(board: Board, storage: Storage): readonly Fact[] {
  return [
    ...(board.slot ? [{ term: deployText.slot, value: board.slot }] : []),
    {
      term: deployText.serial,
      value: <span className="font-mono">{board.serial ?? boardText.unknown}</span>,
    },
    { term: deployText.model, value: board.model ?? boardText.modelUnknown },
    {
      term: deployText.storage,
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
            term: deployText.cid,
            value: <span className="font-mono break-all">{storage.cid}</span>,
          },
        ]
      : []),
  ]
}
