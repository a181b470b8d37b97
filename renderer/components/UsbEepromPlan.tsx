import { CircleX, Minus, Plus, TriangleAlert } from 'lucide-react'
import type { ConfigLine, EepromFinding, EepromPlan } from '../../contract/usb-eeprom.ts'
import { timeStamp } from '../logic/time-stamp.ts'
import { stationWordsAt } from '../text/station-words.ts'
import { t } from '../text/translate.ts'
import { Code } from '../ui/Code.tsx'
import { Facts } from '../ui/Facts.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Words } from './RefusalNotice.tsx'
import { dateWords } from './stuck-words.ts'

/** Everything that would be written, against what the board has, and all that speaks against it. */
export function UsbEepromPlan({ plan }: { readonly plan: EepromPlan }) {
  const { image, lines, warnings, refusals } = plan
  return (
    <section aria-labelledby="eeprom-plan" className="flex flex-col gap-3">
      <h3 id="eeprom-plan" className="text-lg font-bold">
        {t('eeprom.plan')}
      </h3>
      <Facts
        facts={[
          { term: t('eeprom.image'), value: imageWords(image) },
          { term: t('eeprom.imageHash'), value: <Code>{image.sha256}</Code> },
          { term: t('eeprom.present'), value: presentWords(plan.present) },
        ]}
      />
      <h4 className="font-semibold">{t('eeprom.changes')}</h4>
      {lines.every(({ change }) => change === 'kept') ? (
        <p>{t(plan.present === null ? 'eeprom.noChangesKnown' : 'eeprom.noChanges')}</p>
      ) : (
        <ConfigDiff lines={lines} />
      )}
      <p className="text-sm text-ink-soft">{t('eeprom.kept')}</p>
      {refusals.length > 0 && (
        <Notice tone="danger" role="status" icon={<CircleX size={20} />}>
          <strong>{t('eeprom.refused')}</strong>
          <Findings findings={refusals} />
        </Notice>
      )}
      {refusals.length === 0 && (
        <Notice tone="warning" icon={<TriangleAlert size={20} />}>
          <strong>{t('eeprom.warnings')}</strong>
          <Findings findings={warnings} />
          <p className="mt-1">{t('eeprom.power')}</p>
        </Notice>
      )}
    </section>
  )
}

function imageWords({ fileName, builtAt }: EepromPlan['image']): string {
  if (builtAt === null) return fileName
  return t('eeprom.imageBuilt', { name: fileName, date: dateWords(new Date(builtAt)) })
}

function presentWords(present: EepromPlan['present']): string {
  if (present === null) return t('eeprom.presentUnknown')
  const since = timeStamp(present.at)
  return present.source === 'agent'
    ? t('eeprom.presentAgent', { since })
    : t('eeprom.presentWritten', { since })
}

function Findings({ findings }: { readonly findings: readonly EepromFinding[] }) {
  if (findings.length === 0) return null
  return (
    <ul className="list-disc pl-5">
      {findings.map(({ code, message }) => (
        <li key={`${code} ${message}`}>
          <Words of={stationWordsAt(`eeprom.finding.${code}`, message)} />
        </li>
      ))}
    </ul>
  )
}

const looks = {
  kept: { className: '', Sign: null, words: 'eeprom.lineKept' },
  added: { className: 'bg-good-soft text-good-ink', Sign: Plus, words: 'eeprom.lineAdded' },
  removed: {
    className: 'bg-danger-soft text-danger-ink',
    Sign: Minus,
    words: 'eeprom.lineRemoved',
  },
} as const

/** Lines that stay, go and come, each with its sign; the words are for those who hear them. */
function ConfigDiff({ lines }: { readonly lines: readonly ConfigLine[] }) {
  return (
    <ol
      aria-label={t('eeprom.changes')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
      tabIndex={0}
      className="max-h-80 overflow-auto rounded-lg border border-line bg-sunken py-2 font-mono text-sm"
    >
      {lines.map(({ change, text }, index) => {
        const { className, Sign, words } = looks[change]
        return (
          // The same line can stand there twice; the list is replaced whole.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <li key={index} className={`flex items-center gap-2 px-3 ${className}`}>
            <span className="flex w-4 shrink-0 justify-center">
              {Sign && <Sign size={14} aria-hidden />}
            </span>
            {change !== 'kept' && <span className="sr-only">{t(words)}: </span>}
            <span className="min-h-[1.4em] wrap-anywhere whitespace-pre-wrap">{text}</span>
          </li>
        )
      })}
    </ol>
  )
}
