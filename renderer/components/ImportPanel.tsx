import { FolderOpen, Globe, HardDrive, Upload } from 'lucide-react'
import { FileTrigger } from 'react-aria-components'
import { desktop } from '../api/desktop.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Card } from '../ui/Card.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { ImportByPath } from './ImportByPath.tsx'
import { ImportByUrl } from './ImportByUrl.tsx'
import { chooseAndImport, importFiles } from './import-files.ts'

/** Three ways to get an image: files of this computer, a web address, a path on the station's computer. */
export function ImportPanel() {
  return (
    <Card title={t('images.importTitle')}>
      <Tabs
        label={t('images.importTitle')}
        tabs={[
          {
            id: 'files',
            label: t('images.fromFiles'),
            icon: <Upload size={18} />,
            content: () => <ImportFiles />,
          },
          {
            id: 'url',
            label: t('images.fromUrlTab'),
            icon: <Globe size={18} />,
            content: () => <ImportByUrl />,
          },
          {
            id: 'path',
            label: t('images.fromPath'),
            icon: <HardDrive size={18} />,
            content: () => <ImportByPath />,
          },
        ]}
      />
    </Card>
  )
}

function ImportFiles() {
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center justify-center gap-x-3 gap-y-2 rounded-xl border-2 border-dashed border-line-strong p-4 text-center">
        <span>{t('images.dropAnywhere')}</span>
        <ChooseFiles />
      </div>
      <p className="text-sm text-ink-soft">
        {t('images.dropHint')} {desktop() && t('images.bmapHint')}
      </p>
    </div>
  )
}

function ChooseFiles() {
  const icon = <FolderOpen size={18} />
  if (desktop()) {
    return (
      <Button look="primary" icon={icon} onPress={() => chooseAndImport()}>
        {t('images.choose')}
      </Button>
    )
  }
  return (
    <FileTrigger allowsMultiple onSelect={(files) => importFiles([...(files ?? [])])}>
      <Button look="primary" icon={icon}>
        {t('images.choose')}
      </Button>
    </FileTrigger>
  )
}
