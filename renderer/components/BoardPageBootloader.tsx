import type { Board } from '../../contract/board.ts'
import { type BootOrder, bootOrderOf } from '../../contract/boot-order.ts'
import { bootloaderDate } from '../logic/bootloader-version.ts'
import { t, wordsAt } from '../text/translate.ts'
import { Card } from '../ui/Card.tsx'
import { Code, CodeBlock } from '../ui/Code.tsx'
import { Disclosure } from '../ui/Disclosure.tsx'
import { Facts } from '../ui/Facts.tsx'
import { dateWords } from './stuck-words.ts'

/** The bootloader's version as a date, where the board was booted from, and its boot order in words. */
export function BoardPageBootloader({ board }: { readonly board: Board }) {
  const unknown = <span className="text-ink-soft">{t('boards.unknown')}</span>
  return (
    <Card title={t('boardPage.bootloader')}>
      <Facts
        facts={[
          {
            term: t('boardPage.version'),
            value:
              board.eepromVersion === null ? unknown : <Version version={board.eepromVersion} />,
          },
          {
            term: t('boardPage.bootedBy'),
            value: board.bootMode === null ? unknown : bootModeWords(board.bootMode),
          },
          { term: t('boardPage.bootOrder'), value: <Order board={board} /> },
          {
            term: t('boardPage.netboot'),
            value:
              board.netboot === 'agent' ? t('boardPage.netbootAgent') : t('boardPage.netbootLocal'),
          },
        ]}
      />
      {board.eepromConfig !== null && (
        <p className="text-sm text-ink-soft">{t('eeprom.changeOverUsb')}</p>
      )}
      {board.eepromConfig !== null && (
        <Disclosure title={t('boardPage.config')}>
          <CodeBlock label={t('boardPage.config')}>{board.eepromConfig}</CodeBlock>
        </Disclosure>
      )}
    </Card>
  )
}

function Version({ version }: { readonly version: string }) {
  const date = bootloaderDate(version)
  if (date === null) return <Code>{version}</Code>
  return (
    <>
      {t('boardPage.builtOn', { date: dateWords(date) })}{' '}
      <span className="text-sm text-ink-soft">
        <Code>{version}</Code>
      </span>
    </>
  )
}

function Order({ board: { eepromConfig } }: { readonly board: Board }) {
  const order = bootOrderOf(eepromConfig)
  if (order) return <Steps order={order} />
  return (
    <span className="text-ink-soft">
      {eepromConfig === null ? t('boardPage.bootOrderUnknown') : t('boardPage.bootOrderDefault')}
    </span>
  )
}

/** What the bootloader tries, first to last. */
function Steps({ order: { value, steps, isConditional } }: { readonly order: BootOrder }) {
  return (
    <>
      <ol className="list-decimal pl-5">
        {steps.map((step, index) => (
          // A step can stand there twice; the list never changes by itself.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <li key={index}>{t(`boardPage.bootStep.${step}`)}</li>
        ))}
      </ol>
      <Code>{`BOOT_ORDER=${value}`}</Code>
      {isConditional && (
        <span className="block text-sm text-ink-soft">{t('boardPage.bootOrderConditional')}</span>
      )}
    </>
  )
}

function bootModeWords(mode: string): string {
  return wordsAt(`boardPage.bootMode.${mode}`) ?? mode
}
