import { Moon, Sun } from 'lucide-react'
import { useState } from 'react'
import { t } from '../text/translate.ts'
import { Checkbox } from '../ui/Checkbox.tsx'
import { ChoiceList } from '../ui/ChoiceList.tsx'
import { Field } from '../ui/Field.tsx'
import { InlineEdit } from '../ui/InlineEdit.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { Segments } from '../ui/Segments.tsx'
import { Select } from '../ui/Select.tsx'
import { Switch } from '../ui/Switch.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { Line, Samples } from './Samples.tsx'

/** What is filled in and chosen. */
export function FormSamples() {
  return (
    <>
      <Samples part="Field, SearchField, InlineEdit">{() => <Fields />}</Samples>
      <Samples part="Select, ChoiceList">{() => <Choices />}</Samples>
      <Samples part="Checkbox, Switch, Segments">{() => <Switches />}</Samples>
      <Samples part="Tabs">
        {() => (
          <Tabs
            label={t('gallery.tabs')}
            tabs={[1, 2, 3].map((number) => ({
              id: String(number),
              label: t('gallery.tab', { number }),
              ...(number === 2 ? { count: 12 } : {}),
              content: () => <p>{t('gallery.tab', { number })}</p>,
            }))}
          />
        )}
      </Samples>
    </>
  )
}

function Fields() {
  const [text, setText] = useState('10.20.50.1')
  return (
    <div className="flex w-full flex-col gap-4">
      <Field label={t('gallery.field')} hint={t('gallery.hint')} value={text} onChange={setText} />
      <Field
        label={t('gallery.placeholder')}
        value=""
        onChange={() => undefined}
        placeholder={t('gallery.placeholder')}
      />
      <Field
        label={t('gallery.danger')}
        value="10.20.50"
        mono
        onChange={() => undefined}
        error={t('gallery.wrong')}
      />
      <Field label={t('gallery.disabled')} value={text} onChange={setText} isDisabled />
      <Field label={t('gallery.lines')} value={text} onChange={setText} lines={2} />
      <SearchField label={t('gallery.search')} value={text} onChange={setText} />
      <InlineEdit label={t('gallery.name')} value={text} onSave={setText}>
        <strong>{text}</strong>
      </InlineEdit>
    </div>
  )
}

function Choices() {
  const [chosen, setChosen] = useState<string | null>('1')
  const options = ['1', '2', '3'].map((id) => ({
    id,
    label: t('gallery.choice', { number: id }),
    ...(id === '3' ? { description: t('gallery.reason'), isDisabled: true } : {}),
  }))
  return (
    <div className="flex w-full flex-col gap-4">
      <Select
        label={t('gallery.select')}
        hint={t('gallery.hint')}
        options={options}
        value={chosen}
        onChange={setChosen}
      />
      <Select
        label={t('gallery.disabled')}
        options={options}
        value={chosen}
        onChange={setChosen}
        isDisabled
      />
      <ChoiceList
        label={t('gallery.select')}
        value={chosen}
        onChange={setChosen}
        choices={options.map(({ id, label }) => ({
          id,
          name: label,
          content: <span>{label}</span>,
          reason: id === '3' ? t('gallery.reason') : null,
        }))}
      />
    </div>
  )
}

function Switches() {
  const [on, setOn] = useState(true)
  const [theme, setTheme] = useState<'light' | 'dark'>('light')
  return (
    <>
      <Checkbox label={t('gallery.checkbox')} isSelected={on} onChange={setOn} />
      <Checkbox
        label={t('gallery.some')}
        hint={t('gallery.hint')}
        isSelected={false}
        isIndeterminate
        onChange={() => undefined}
      />
      <Checkbox label={t('gallery.disabled')} isSelected={on} isDisabled onChange={setOn} />
      <Switch
        label={t(on ? 'gallery.on' : 'gallery.off')}
        hint={t('gallery.hint')}
        isSelected={on}
        onChange={setOn}
      />
      <Switch label={t('gallery.off')} isSelected={!on} onChange={() => setOn(!on)} />
      <Switch label={t('gallery.disabled')} isSelected={on} isDisabled onChange={setOn} />
      <Line>
        <Segments
          label={t('gallery.segments')}
          value={theme}
          onChange={setTheme}
          segments={[
            { id: 'light', label: t('gallery.light'), icon: <Sun size={18} /> },
            { id: 'dark', label: t('gallery.dark'), icon: <Moon size={18} />, iconOnly: true },
          ]}
        />
      </Line>
    </>
  )
}
