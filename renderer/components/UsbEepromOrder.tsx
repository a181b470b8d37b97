import type { BootStep } from '../../contract/boot-order.ts'
import {
  type BootOrderChoice,
  keepOrder,
  orderSteps,
  usualOrders,
} from '../logic/boot-order-choice.ts'
import { t } from '../text/translate.ts'
import { Field } from '../ui/Field.tsx'
import { Select } from '../ui/Select.tsx'

type UsbEepromOrderProps = {
  readonly order: BootOrderChoice
  readonly onChange: (order: BootOrderChoice) => void
}

/** Chooses a boot order in words, or by the number that Raspberry Pi writes. */
export function UsbEepromOrder({ order, onChange }: UsbEepromOrderProps) {
  const { id, other } = order
  return (
    <div className="flex flex-col gap-3">
      <Select
        label={t('eeprom.order')}
        value={id}
        options={[
          { id: keepOrder.id, label: t('eeprom.orderKeep') },
          ...usualOrders.map((value) => ({
            id: value,
            label: orderWords(value) ?? value,
            description: `BOOT_ORDER=${value}`,
          })),
          { id: 'other', label: t('eeprom.orderOther') },
        ]}
        onChange={(chosen) => onChange({ id: chosen, other })}
      />
      {id === 'other' && (
        <Field
          label={t('eeprom.orderNumber')}
          hint={orderWords(other) ?? t('eeprom.orderNumberHint')}
          error={orderWords(other) === null ? t('eeprom.orderNot') : null}
          mono
          maxLength={12}
          value={other}
          onChange={(value) => onChange({ id, other: value })}
        />
      )}
    </div>
  )
}

/** The steps with arrows between them, and what comes at the end. */
function orderWords(value: string): string | null {
  const order = orderSteps(value)
  if (order === null) return null
  const words = order.steps.map((step) => t(`boardPage.bootStep.${step}`))
  return [...words, endWords(order.end)].join(' → ')
}

function endWords(end: BootStep | null): string {
  return end === null ? t('eeprom.orderOpen') : t(`boardPage.bootStep.${end}`)
}
