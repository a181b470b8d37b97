import { FileUp, FolderOpen } from 'lucide-react'
import { useState } from 'react'
import { DropZone, FileTrigger, Form, isFileDropItem, Text } from 'react-aria-components'
import { useAsk } from '../hooks/use-ask.ts'
import { startUpload } from '../stores/uploads.ts'
import { imageText } from '../text/images.ts'
import { Button } from '../ui/Button.tsx'
import { Field } from '../ui/Field.tsx'
import { RefusalNotice } from './RefusalNotice.tsx'

/** Three ways to get an image: drop a file, choose one, or name one on the station's computer. */
export function ImportPanel() {
  return (
    <section
      aria-label={imageText.importTitle}
      className="flex flex-col gap-4 rounded-2xl border border-line bg-surface p-4 shadow-low sm:p-5"
    >
      <div>
        <h2 className="text-lg font-bold">{imageText.importTitle}</h2>
        <p className="text-sm text-ink-soft">{imageText.formats}</p>
      </div>
      <div className="grid gap-4 lg:grid-cols-2">
        <FileDrop />
        <PathImport />
      </div>
    </section>
  )
}

function FileDrop() {
  return (
    <DropZone
      onDrop={async (event) => {
        for (const item of event.items) if (isFileDropItem(item)) startUpload(await item.getFile())
      }}
      className="flex min-h-28 flex-wrap items-center justify-center gap-3 rounded-xl border-2 border-dashed border-line-strong p-4 data-drop-target:border-accent data-drop-target:bg-accent-soft"
    >
      <FileUp size={24} className="text-ink-soft" />
      <Text slot="label">{imageText.drop}</Text>
      <FileTrigger
        allowsMultiple
        onSelect={(files) => {
          for (const file of files ?? []) startUpload(file)
        }}
      >
        <Button look="primary" icon={<FolderOpen size={18} />}>
          {imageText.choose}
        </Button>
      </FileTrigger>
    </DropZone>
  )
}

function PathImport() {
  const [path, setPath] = useState('')
  const { pending, refusal, ask } = useAsk(() => setPath(''))
  return (
    <Form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (path.trim()) ask((station) => station.images.import({ path: path.trim() }))
      }}
    >
      <div className="flex flex-col gap-2 sm:flex-row sm:items-start">
        <Field
          mono
          label={imageText.path}
          value={path}
          onChange={setPath}
          placeholder="/home/me/image.img.xz"
          hint={imageText.pathHint}
        />
        <div className="sm:mt-6.5">
          <Button type="submit" isDisabled={path.trim() === ''} isPending={pending}>
            {imageText.import}
          </Button>
        </div>
      </div>
      <RefusalNotice reason={refusal} />
    </Form>
  )
}
