import { useState } from 'react'
import type { Settings } from '../../contract/settings.ts'
import { type AddressField, type AddressForm, formOf, settingsOf } from '../logic/address-form.ts'
import type { StationWords } from '../text/station-words.ts'
import type { SettingsAccess } from './use-settings.ts'

export type AddressEditing = {
  readonly form: AddressForm
  readonly change: (changes: Partial<AddressForm>) => void
  readonly isChanged: boolean
  readonly discard: () => void
  readonly submit: () => Promise<void>
  readonly pending: boolean
  readonly refusal: StationWords | null
}

/** What is typed over the saved settings, and what saves it or lets it go. A refusal stays until the next try. */
export function useAddressForm(settings: Settings, save: SettingsAccess['save']): AddressEditing {
  const saved = formOf(settings)
  const [typed, setTyped] = useState<Partial<AddressForm>>({})
  const [pending, setPending] = useState(false)
  const [refusal, setRefusal] = useState<StationWords | null>(null)
  const form = { ...saved, ...typed }
  const discard = () => {
    setTyped({})
    setRefusal(null)
  }
  const submit = async () => {
    setPending(true)
    const reason = await save(settingsOf(form))
    setPending(false)
    setRefusal(reason)
    if (reason === null) setTyped({})
  }
  const fields = Object.keys(saved) as AddressField[]
  return {
    form,
    change: (changes: Partial<AddressForm>) => setTyped((before) => ({ ...before, ...changes })),
    isChanged: fields.some((name) => form[name].trim() !== saved[name]),
    discard,
    submit,
    pending,
    refusal,
  }
}
