import { useState } from 'react'
import { Form } from 'react-aria-components'
import { importPath } from '../api/import-image.ts'
import { useAsk } from '../hooks/use-ask.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Field } from '../ui/Field.tsx'
import { RefusalNotice } from './RefusalNotice.tsx'

const empty = { path: '', bmapPath: '' }

/** Imports a file that lies on the station's computer already. */
export function ImportByPath() {
  const [form, setForm] = useState(empty)
  const { pending, refusal, ask } = useAsk(() => setForm(empty))
  const path = form.path.trim()
  const bmapPath = form.bmapPath.trim()
  return (
    <Form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (path === '') return
        ask((station) => importPath(station, { path, ...(bmapPath ? { bmapPath } : {}) }))
      }}
    >
      <div className="grid gap-3 lg:grid-cols-2">
        <Field
          mono
          label={t('images.path')}
          value={form.path}
          onChange={(value) => setForm((before) => ({ ...before, path: value }))}
          placeholder="/home/me/image.img.xz"
          hint={t('images.pathHint')}
        />
        <Field
          mono
          label={t('images.bmapPath')}
          value={form.bmapPath}
          onChange={(value) => setForm((before) => ({ ...before, bmapPath: value }))}
          placeholder="/home/me/image.bmap"
          hint={t('images.bmapHint')}
        />
      </div>
      <RefusalNotice reason={refusal} />
      <div>
        <Button type="submit" look="primary" isDisabled={path === ''} isPending={pending}>
          {t('images.import')}
        </Button>
      </div>
    </Form>
  )
}
