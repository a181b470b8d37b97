import { languageOf } from '../appearance.ts'
import { changePreferences, usePreferences } from '../stores/preferences.ts'
import { languageNames } from '../text/languages.ts'
import { t } from '../text/translate.ts'
import { Card } from '../ui/Card.tsx'
import { Select } from '../ui/Select.tsx'
import { Switch } from '../ui/Switch.tsx'

const themes = ['system', 'light', 'dark', 'high-contrast'] as const

/** How this window looks; each takes hold at once. */
export function SettingsAppearance() {
  const { theme, language, largeTargets, motion } = usePreferences()
  return (
    <Card title={t('settings.appearance')}>
      <p className="text-ink-soft">{t('settings.appearanceLead')}</p>
      <div className="grid items-start gap-3 sm:grid-cols-2">
        <Select
          label={t('settings.theme')}
          options={themes.map((id) => ({ id, label: t(`settings.themeName.${id}`) }))}
          value={theme}
          onChange={(chosen) => changePreferences({ theme: chosen })}
        />
        <Select
          label={t('settings.language')}
          options={languageOptions()}
          value={language}
          onChange={(chosen) => changePreferences({ language: chosen })}
        />
      </div>
      <Switch
        label={t('settings.largeTargets')}
        hint={t('settings.largeTargetsHint')}
        isSelected={largeTargets}
        onChange={(isSelected) => changePreferences({ largeTargets: isSelected })}
      />
      <Switch
        label={t('settings.motion')}
        hint={t('settings.motionHint')}
        isSelected={motion === 'reduced'}
        onChange={(isSelected) => changePreferences({ motion: isSelected ? 'reduced' : 'system' })}
      />
    </Card>
  )
}

function languageOptions() {
  const byComputer = languageOf({ language: 'system' })
  return [
    {
      id: 'system' as const,
      label: t('settings.languageSystem', { name: languageNames[byComputer] }),
    },
    ...(['en', 'de'] as const).map((id) => ({ id, label: languageNames[id] })),
  ]
}
