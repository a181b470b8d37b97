import type { Settings } from '../../contract/settings.ts'
import type { SettingsAccess } from '../hooks/use-settings.ts'
import { formatBytes } from '../logic/format.ts'
import { t } from '../text/translate.ts'
import { Card } from '../ui/Card.tsx'
import { Select } from '../ui/Select.tsx'

type SettingsDrivesProps = {
  readonly settings: Settings
  readonly set: SettingsAccess['set']
}

const gigabyte = 1_000_000_000
const usualSizes = [64, 256, 512, 2_000, 8_000].map((size) => size * gigabyte)

/** How large a card or drive may be that is written to: a larger one is likelier somebody's disk. */
export function SettingsDrives({ settings, set }: SettingsDrivesProps) {
  const now = settings.largestDriveBytes
  const sizes = [...new Set([...usualSizes, now])].sort((one, other) => one - other)
  return (
    <Card title={t('drives.title')}>
      <Select
        label={t('drives.largest')}
        value={String(now)}
        options={sizes.map((size) => ({ id: String(size), label: formatBytes(size) }))}
        onChange={(id) => set({ largestDriveBytes: Number(id) })}
      />
      <p className="text-sm text-ink-soft">{t('drives.largestHint')}</p>
    </Card>
  )
}
