import type { Board, Storage } from '../../contract/board.ts'
import { formatMemory } from '../logic/format.ts'
import { t } from '../text/translate.ts'
import { Card } from '../ui/Card.tsx'
import { Code } from '../ui/Code.tsx'
import { CopyText } from '../ui/CopyText.tsx'
import { Facts } from '../ui/Facts.tsx'
import { When } from './Since.tsx'
import { storageWords } from './storage-words.ts'

/** What the board is made of, as far as it has told. */
export function BoardPageHardware({ board }: { readonly board: Board }) {
  const unknown = <span className="text-ink-soft">{t('boards.unknown')}</span>
  return (
    <Card title={t('boardPage.hardware')}>
      <Facts
        facts={[
          {
            term: t('boards.serial'),
            value:
              board.serial === null ? (
                unknown
              ) : (
                <span className="-my-3 block">
                  <CopyText text={board.serial} label={t('boardPage.copySerial')} />
                </span>
              ),
          },
          { term: t('boardPage.model'), value: board.model ?? unknown },
          {
            term: t('boardPage.revision'),
            value: board.revision === null ? unknown : <Code>{board.revision}</Code>,
          },
          {
            term: t('boardPage.memory'),
            value: board.memoryBytes === null ? unknown : formatMemory(board.memoryBytes),
          },
          { term: t('boardPage.macs'), value: <Macs macs={board.macs} /> },
          { term: t('boards.ip'), value: board.ip === null ? unknown : <Code>{board.ip}</Code> },
          {
            term: t('boardPage.storages'),
            value: board.storages.length === 0 ? unknown : <Storages storages={board.storages} />,
          },
          { term: t('boardPage.firstSeen'), value: <When time={board.firstSeenAt} /> },
          { term: t('boardPage.lastSeen'), value: <When time={board.lastSeenAt} /> },
          {
            term: t('boardPage.approved'),
            value: board.approved ? t('boardPage.yes') : t('boardPage.no'),
          },
        ]}
      />
    </Card>
  )
}

function Macs({ macs }: { readonly macs: readonly string[] }) {
  if (macs.length === 0) return <span className="text-ink-soft">{t('boards.unknown')}</span>
  return macs.map((mac) => (
    <span key={mac} className="block">
      <Code>{mac}</Code>
    </span>
  ))
}

function Storages({ storages }: { readonly storages: readonly Storage[] }) {
  return (
    <ul className="flex flex-col gap-2">
      {storages.map((storage) => (
        <li key={storage.path}>
          <strong className="font-semibold">{storageWords(storage)}</strong>{' '}
          <Code>{storage.path}</Code>
          {storage.removable && ` · ${t('boardPage.removable')}`}
          {storage.name !== '' && <span className="block text-sm">{storage.name}</span>}
          {storage.cid !== '' && (
            <span className="block text-sm text-ink-soft">
              {t('boardPage.cid')} <Code>{storage.cid}</Code>
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}
