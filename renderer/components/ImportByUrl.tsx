import { Download } from 'lucide-react'
import { useState } from 'react'
import { Form } from 'react-aria-components'
import { importUrl } from '../api/import-image.ts'
import { useAsk } from '../hooks/use-ask.ts'
import { readChecksum, readImageUrl } from '../logic/image-files.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Field } from '../ui/Field.tsx'
import { RefusalNotice } from './RefusalNotice.tsx'

const empty = { url: '', sha256: '', name: '' }

/** Lets the station download an image, checked by its SHA-256 where a person has it. */
export function ImportByUrl() {
  const [form, setForm] = useState(empty)
  const [tried, setTried] = useState(false)
  const { pending, refusal, ask } = useAsk(() => {
    setForm(empty)
    setTried(false)
  })
  const change = (changes: Partial<typeof empty>) =>
    setForm((before) => ({ ...before, ...changes }))
  const url = readImageUrl(form.url)
  const sha256 = readChecksum(form.sha256)
  const sumIsWrong = form.sha256.trim() !== '' && sha256 === null
  const name = form.name.trim()
  return (
    <Form
      className="flex flex-col gap-3"
      validationBehavior="aria"
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (url === null || sumIsWrong) return
        ask((station) => importUrl(station, { url, sha256, ...(name ? { name } : {}) }))
      }}
    >
      <Field
        mono
        inputMode="url"
        label={t('images.url')}
        value={form.url}
        onChange={(value) => change({ url: value })}
        placeholder="https://…/image.img.xz"
        hint={t('images.urlHint')}
        error={tried && url === null ? t('images.urlInvalid') : null}
      />
      <div className="grid gap-3 lg:grid-cols-2">
        <Field
          mono
          label={t('images.sha256')}
          value={form.sha256}
          onChange={(value) => change({ sha256: value })}
          hint={t('images.sha256Hint')}
          error={
            tried && sumIsWrong
              ? t('images.sha256Invalid', { count: form.sha256.trim().length })
              : null
          }
        />
        <Field
          label={t('images.newName')}
          value={form.name}
          maxLength={200}
          onChange={(value) => change({ name: value })}
        />
      </div>
      <RefusalNotice reason={refusal} />
      <div>
        <Button
          type="submit"
          look="primary"
          icon={<Download size={18} />}
          isDisabled={form.url.trim() === ''}
          isPending={pending}
        >
          {t('images.download')}
        </Button>
      </div>
    </Form>
  )
}
