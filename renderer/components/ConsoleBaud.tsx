import { bauds, type Console } from '../../contract/console.ts'
import { ask } from '../api/ask.ts'
import { t } from '../text/translate.ts'
import { Select } from '../ui/Select.tsx'

/** How fast the line is, in bits a second. */
export function ConsoleBaud({ line }: { readonly line: Console }) {
  const rates = [...new Set([...bauds, line.baud])].sort((one, other) => one - other)
  return (
    <Select
      label={t('consoles.baud')}
      hideLabel
      options={rates.map((rate) => ({ id: String(rate), label: String(rate) }))}
      value={String(line.baud)}
      onChange={(rate) =>
        ask((client) => client.consoles.setBaud({ id: line.id, baud: Number(rate) }))
      }
    />
  )
}
