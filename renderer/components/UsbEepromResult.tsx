import { CircleCheck, TriangleAlert } from 'lucide-react'
import type { EepromRun } from '../../contract/usb-eeprom.ts'
import { t } from '../text/translate.ts'
import { Code, CodeBlock } from '../ui/Code.tsx'
import { Disclosure } from '../ui/Disclosure.tsx'
import { Notice } from '../ui/Notice.tsx'

/** What came of the last run of the recovery program; failures are said where every other failure of a boot is. */
export function UsbEepromResult({ run }: { readonly run: EepromRun }) {
  const { outcome, properties, keptIn } = run
  return (
    <>
      {outcome === 'confirmed' && (
        <Notice tone="good" role="status" icon={<CircleCheck size={20} />}>
          {t('eeprom.outcome.confirmed')}
        </Notice>
      )}
      {outcome === 'unconfirmed' && (
        <Notice tone="warning" role="status" icon={<TriangleAlert size={20} />}>
          <strong>{t('eeprom.outcome.unconfirmed')}.</strong> {t('eeprom.unconfirmedHint')}
        </Notice>
      )}
      {keptIn !== null && (
        <p className="text-sm text-ink-soft">
          {t('eeprom.keptIn')}: <Code>{keptIn}</Code>
        </p>
      )}
      {properties.length > 0 && (
        <Disclosure title={t('eeprom.told')}>
          <CodeBlock label={t('eeprom.told')} wrap>
            {properties.map(({ name, value }) => `${name}: ${value}`).join('\n')}
          </CodeBlock>
        </Disclosure>
      )}
    </>
  )
}
