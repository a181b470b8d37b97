import type { Settings } from '../../contract/settings.ts'
import { PortChoice } from '../components/PortChoice.tsx'
import { SettingsAddresses } from '../components/SettingsAddresses.tsx'
import { SettingsAppearance } from '../components/SettingsAppearance.tsx'
import { SettingsDrives } from '../components/SettingsDrives.tsx'
import { SettingsDhcp, SettingsServices } from '../components/SettingsServices.tsx'
import { SettingsServing } from '../components/SettingsServing.tsx'
import { type SettingsAccess, useSettings } from '../hooks/use-settings.ts'
import { t } from '../text/translate.ts'
import { Card } from '../ui/Card.tsx'
import { PageTitle } from '../ui/PageTitle.tsx'

/** How the station serves boards, and how this window looks. */
export function SettingsPage() {
  const access = useSettings()
  return (
    <>
      <PageTitle lead={t('settings.lead')}>{t('settings.title')}</PageTitle>
      <div className="grid items-start gap-4 *:flex *:min-w-0 *:flex-col *:gap-4 lg:grid-cols-2">
        {access.settings === null ? (
          <p role="status">{t('settings.loading')}</p>
        ) : (
          <StationSettings settings={access.settings} access={access} />
        )}
      </div>
    </>
  )
}

type StationSettingsProps = { readonly settings: Settings; readonly access: SettingsAccess }

function StationSettings({ settings, access: { save, set } }: StationSettingsProps) {
  const { interfaceName, address, assignAddress } = settings
  return (
    <>
      <div>
        <SettingsServing settings={settings} />
        <Card title={t('settings.port')}>
          <PortChoice
            chosen={interfaceName}
            judgedBy={`${address} ${assignAddress}`}
            onChoose={(name) => set({ interfaceName: name })}
          />
        </Card>
        <SettingsServices settings={settings} set={set} />
        <SettingsAppearance />
      </div>
      <div>
        <SettingsDhcp settings={settings} set={set} />
        <SettingsAddresses settings={settings} save={save} set={set} />
        <SettingsDrives settings={settings} set={set} />
      </div>
    </>
  )
}
