import { Form } from 'react-aria-components'
import type { Settings } from '../../contract/settings.ts'
import { useAddressForm } from '../hooks/use-address-form.ts'
import type { SettingsAccess } from '../hooks/use-settings.ts'
import {
  type AddressField,
  type AddressForm,
  type AddressProblem,
  problemsOf,
  usualRange,
} from '../logic/address-form.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Card } from '../ui/Card.tsx'
import { Field } from '../ui/Field.tsx'
import { Switch } from '../ui/Switch.tsx'
import { RefusalNotice } from './RefusalNotice.tsx'

type SettingsAddressesProps = {
  readonly settings: Settings
  readonly save: SettingsAccess['save']
  readonly set: SettingsAccess['set']
}

/** The bench's network. What is typed is kept until it is saved; what can't be right is told beside its field. */
export function SettingsAddresses({ settings, save, set }: SettingsAddressesProps) {
  const { form, change, isChanged, discard, submit, pending, refusal } = useAddressForm(
    settings,
    save,
  )
  const problems = problemsOf(form, settings.dhcp)
  const hasProblems = Object.keys(problems).length > 0
  const field = (name: AddressField) => ({
    mono: true,
    value: form[name],
    onChange: (value: string) => change({ [name]: value }),
    error: problemWords(problems[name]),
  })
  return (
    <Card title={t('settings.addresses')}>
      <p className="text-ink-soft">{t('settings.addressesLead')}</p>
      <Form
        className="flex flex-col gap-3"
        validationBehavior="aria"
        onSubmit={(event) => {
          event.preventDefault()
          if (!hasProblems) submit()
        }}
      >
        <div className="grid items-start gap-3 sm:grid-cols-[minmax(0,1fr)_10rem]">
          <Field
            {...field('address')}
            label={t('settings.address')}
            hint={t('settings.addressHint')}
          />
          <Field
            {...field('prefixLength')}
            inputMode="numeric"
            label={t('settings.prefixLength')}
            hint={t('settings.prefixHint')}
          />
        </div>
        {settings.dhcp === 'server' && (
          <>
            <div className="grid items-start gap-3 sm:grid-cols-2">
              <Field {...field('rangeFirst')} label={t('settings.rangeFirst')} />
              <Field {...field('rangeLast')} label={t('settings.rangeLast')} />
            </div>
            <UsualRange
              form={form}
              isWanted={'rangeFirst' in problems || 'rangeLast' in problems}
              onTake={change}
            />
          </>
        )}
        <div className="grid items-start gap-3 sm:grid-cols-2">
          {settings.dhcp === 'server' && (
            <Field
              {...field('leaseMinutes')}
              inputMode="decimal"
              label={t('settings.lease')}
              hint={t('settings.leaseHint')}
            />
          )}
          <Field
            {...field('httpPort')}
            inputMode="numeric"
            label={t('settings.httpPort')}
            hint={t('settings.httpPortHint')}
          />
        </div>
        <RefusalNotice reason={refusal} />
        {isChanged && (
          <div className="flex flex-wrap items-center gap-2">
            <Button type="submit" look="primary" isDisabled={hasProblems} isPending={pending}>
              {t('settings.save')}
            </Button>
            <Button onPress={discard}>{t('settings.discard')}</Button>
            <span className="text-sm text-ink-soft">{t('settings.unsaved')}</span>
          </div>
        )}
      </Form>
      <Switch
        label={t('settings.assignAddress')}
        hint={t('settings.assignAddressHint')}
        isSelected={settings.assignAddress}
        onChange={(assignAddress) => set({ assignAddress })}
      />
    </Card>
  )
}

type UsualRangeProps = {
  readonly form: AddressForm
  readonly isWanted: boolean
  readonly onTake: (range: Partial<AddressForm>) => void
}

/** After the address was changed the old range fits nowhere: one press puts it right. */
function UsualRange({ form, isWanted, onTake }: UsualRangeProps) {
  const range = isWanted ? usualRange(form) : null
  if (range === null) return null
  return (
    <div>
      <Button onPress={() => onTake(range)}>
        {t('settings.rangeUsual', { first: range.rangeFirst, last: range.rangeLast })}
      </Button>
    </div>
  )
}

function problemWords(problem: AddressProblem | undefined): string | null {
  if (problem === undefined) return null
  switch (problem.code) {
    case 'address-is-edge':
      return t('settings.problem.address-is-edge', { network: problem.network })
    case 'range-outside':
      return t('settings.problem.range-outside', { first: problem.first, last: problem.last })
    default:
      return t(`settings.problem.${problem.code}`)
  }
}
