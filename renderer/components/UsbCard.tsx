import { CircleX, Usb, X } from 'lucide-react'
import { memo } from 'react'
import { boardLabel } from '../../contract/board.ts'
import type { UsbBoard } from '../../contract/usb-board.ts'
import { ask } from '../api/ask.ts'
import { usbRailOf } from '../logic/usb-rail.ts'
import { usbTwin } from '../logic/usb-twin.ts'
import { useMirror } from '../stores/mirror.ts'
import { hashOf } from '../stores/route.ts'
import { stationWordsAt } from '../text/station-words.ts'
import { t } from '../text/translate.ts'
import { Code, CodeBlock } from '../ui/Code.tsx'
import { Disclosure } from '../ui/Disclosure.tsx'
import { type Fact, Facts } from '../ui/Facts.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { Notice } from '../ui/Notice.tsx'
import { PortPower } from './PortPower.tsx'
import { Words } from './RefusalNotice.tsx'
import { Since } from './Since.tsx'
import { StageRail } from './StageRail.tsx'
import { UsbButtons } from './UsbButtons.tsx'
import { UsbDriveLine } from './UsbDriveLine.tsx'
import { UsbEepromResult } from './UsbEepromResult.tsx'
import { UsbStateBadge } from './UsbStateBadge.tsx'
import { usbBoardWords } from './usb-words.ts'

/** One board on a USB cable: how far its boot came, what it told about itself, and what it can be booted into. */
export const UsbCard = memo(function UsbCard({ board }: { readonly board: UsbBoard }) {
  const { path, stage, eeprom, log } = board
  return (
    <article
      aria-label={t('usb.card', { path })}
      className="flex min-w-0 flex-col gap-3 rounded-2xl border border-line bg-surface p-4 shadow-low"
    >
      <UsbTitle board={board} />
      <div className="flex items-center gap-3">
        <UsbStateBadge board={board} />
        <p className="min-w-0 text-sm leading-tight text-ink-soft">
          <span className="font-semibold wrap-anywhere text-ink">{usbBoardWords(board)}</span> ·{' '}
          <Since time={stage.since} />
        </p>
      </div>
      <StageRail steps={usbRailOf(stage)} />
      {stage.kind === 'failed' && (
        <Notice tone="danger" role="status" icon={<CircleX size={20} />}>
          <Words of={stationWordsAt(`usb.failure.${stage.code}`, stage.message)} />
        </Notice>
      )}
      <UsbFacts board={board} />
      {eeprom && <UsbEepromResult run={eeprom} />}
      {log.length > 0 && (
        <Disclosure title={t('usb.log')}>
          <CodeBlock label={t('usb.log')} wrap>
            {log.join('\n')}
          </CodeBlock>
        </Disclosure>
      )}
      <UsbButtons board={board} />
      <div className="flex gap-2 empty:hidden [&>button:first-child]:flex-1">
        <PortPower usbPath={path} boardId={null} name={board.serial ?? path} />
      </div>
    </article>
  )
})

function UsbTitle({ board }: { readonly board: UsbBoard }) {
  const { path, chip, serial, isPluggedIn } = board
  return (
    <header className="flex items-start gap-3">
      <span className="flex h-11 min-w-11 shrink-0 items-center justify-center gap-1.5 rounded-lg border-2 border-line-strong bg-sunken px-2 font-bold">
        <Usb size={18} aria-hidden />
        {path}
      </span>
      <div className="min-w-0 flex-1">
        <h3 className="truncate text-base font-bold sm:text-lg">
          {serial ?? t('usb.port', { path })}
        </h3>
        <p className="text-sm text-ink-soft">{t(`usb.chip.${chip}`)}</p>
      </div>
      {!isPluggedIn && (
        <IconButton
          label={t('usb.dismiss')}
          icon={<X size={20} />}
          onPress={() => ask((station) => station.usb.dismiss({ path }))}
        />
      )}
    </header>
  )
}

function UsbFacts({ board }: { readonly board: UsbBoard }) {
  const { macs, revision, target } = board
  const facts: readonly (Fact | false)[] = [
    macs.length > 0 && { term: t('boards.mac'), value: <Code>{macs.join(', ')}</Code> },
    revision !== null && { term: t('usb.revision'), value: <Code>{revision}</Code> },
    target !== null && { term: t('usb.bootsInto'), value: t(`usb.target.${target}`) },
  ]
  const known = facts.filter((fact) => fact !== false)
  return (
    <div className="flex flex-col gap-1 text-sm">
      {known.length > 0 && <Facts facts={known} />}
      <Twin board={board} />
      <UsbDriveLine path={board.path} />
    </div>
  )
}

/** The same board on the network, where it is known. */
function Twin({ board }: { readonly board: UsbBoard }) {
  const twin = useMirror(({ benchBoards }) => usbTwin(benchBoards.values(), board))
  if (twin === null) return null
  return (
    <p>
      {t('usb.twin')}:{' '}
      <a
        href={hashOf({ page: 'board', id: twin.id })}
        className="font-semibold underline underline-offset-4"
      >
        {boardLabel(twin)}
      </a>
    </p>
  )
}
