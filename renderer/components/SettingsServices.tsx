import type { Settings } from '../../contract/settings.ts'
import type { SettingsAccess } from '../hooks/use-settings.ts'
import { t } from '../text/translate.ts'
import { Card } from '../ui/Card.tsx'
import { ChoiceList } from '../ui/ChoiceList.tsx'
import { Switch } from '../ui/Switch.tsx'

type SettingsServicesProps = {
  readonly settings: Settings
  readonly set: SettingsAccess['set']
}

const modes = ['server', 'proxy', 'off'] as const

/** Who gives boards their addresses, with what each way is for. */
export function SettingsDhcp({ settings, set }: SettingsServicesProps) {
  return (
    <Card title={t('settings.dhcpTitle')}>
      <ChoiceList
        label={t('settings.dhcp')}
        value={settings.dhcp}
        onChange={(id) => {
          const dhcp = modes.find((mode) => mode === id)
          if (dhcp) set({ dhcp })
        }}
        choices={modes.map((mode) => ({
          id: mode,
          name: t(`settings.dhcpMode.${mode}`),
          reason: null,
          content: (
            <>
              <span className="block font-semibold">{t(`settings.dhcpMode.${mode}`)}</span>
              <span className="block text-sm text-ink-soft">{t(`settings.dhcpHint.${mode}`)}</span>
            </>
          ),
        }))}
      />
    </Card>
  )
}

const services = [
  ['internetForBoards', 'internet'],
  ['namesForBoards', 'names'],
  ['ipv6', 'ipv6'],
  ['serveAtStart', 'serveAtStart'],
] as const

/** What else boards get, and whether the station begins by itself. Each takes hold at once. */
export function SettingsServices({ settings, set }: SettingsServicesProps) {
  return (
    <Card title={t('settings.services')}>
      {services.map(([name, words]) => (
        <Switch
          key={name}
          label={t(`settings.${words}`)}
          hint={t(`settings.${words}Hint`)}
          isSelected={settings[name]}
          onChange={(isSelected) => set({ [name]: isSelected })}
        />
      ))}
    </Card>
  )
}
