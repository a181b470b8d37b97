import { memo } from 'react'
import { bauds } from '../../contract/console.ts'
import { ask } from '../api/ask.ts'
import { t } from '../text/translate.ts'
import { Select } from '../ui/Select.tsx'

type ConsoleBaudProps = { readonly id: string; readonly baud: number }

/** How fast the line is, in bits a second. Not drawn anew with each thing that a line says. */
export const ConsoleBaud = memo(function ConsoleBaud({ id, baud }: ConsoleBaudProps) {
  const rates = [...new Set([...bauds, baud])].sort((one, other) => one - other)
  return (
    <Select
      label={t('consoles.baud')}
      hideLabel
      options={rates.map((rate) => ({ id: String(rate), label: String(rate) }))}
      value={String(baud)}
      onChange={(rate) => ask((client) => client.consoles.setBaud({ id, baud: Number(rate) }))}
    />
  )
})
