import { Pencil } from 'lucide-react'
import { useState } from 'react'
import { Form } from 'react-aria-components'
import type { StationClient } from '../api/client.ts'
import { useAsk } from '../hooks/use-ask.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Card } from '../ui/Card.tsx'
import { Field } from '../ui/Field.tsx'
import { RefusalNotice } from './RefusalNotice.tsx'

type JobNoteProps = {
  readonly note: string
  readonly hint: string
  readonly onSave: (station: StationClient, note: string) => Promise<unknown>
}

/** What persons wrote down about a job or a board, and a field to change it. */
export function JobNote(props: JobNoteProps) {
  const { note } = props
  const [editing, setEditing] = useState(false)
  if (editing) return <NoteForm {...props} onEnd={() => setEditing(false)} />
  return (
    <Card
      title={t('boardPage.note')}
      actions={
        <Button look="ghost" icon={<Pencil size={16} />} onPress={() => setEditing(true)}>
          {t('boardPage.editNote')}
        </Button>
      }
    >
      {note === '' ? (
        <p className="text-ink-soft">{t('boardPage.noteNone')}</p>
      ) : (
        <p className="break-words whitespace-pre-wrap">{note}</p>
      )}
    </Card>
  )
}

type NoteFormProps = JobNoteProps & { readonly onEnd: () => void }

function NoteForm({ note, hint, onSave, onEnd }: NoteFormProps) {
  const [text, setText] = useState(note)
  const { pending, refusal, ask } = useAsk(onEnd)
  return (
    <Card title={t('boardPage.note')}>
      <Form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          ask((station) => onSave(station, text.trim()), t('boardPage.noteSaved'))
        }}
      >
        <Field
          label={t('boardPage.note')}
          hideLabel
          value={text}
          onChange={setText}
          hint={hint}
          placeholder={t('boardPage.notePlaceholder')}
          lines={4}
          maxLength={10_000}
          autoFocus
        />
        <RefusalNotice reason={refusal} />
        <div className="flex justify-end gap-2">
          <Button onPress={onEnd}>{t('ui.cancel')}</Button>
          <Button type="submit" look="primary" isPending={pending}>
            {t('ui.save')}
          </Button>
        </div>
      </Form>
    </Card>
  )
}
