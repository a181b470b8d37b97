import { Check, Pencil, X } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Form, Input, TextField } from 'react-aria-components'
import { t } from '../text/translate.ts'
import { inputClasses } from './Field.tsx'
import { IconButton } from './IconButton.tsx'

type InlineEditProps = {
  /** What is edited, spoken and on the pencil: "Rename gateway". */
  readonly label: string
  readonly value: string
  readonly placeholder?: string
  readonly onSave: (value: string) => void
  readonly children: ReactNode
}

/** Something shown, with a pencil that turns it into a text field. Enter saves, Escape leaves it as it was. */
export function InlineEdit(props: InlineEditProps) {
  const [editing, setEditing] = useState(false)
  const group = useRef<HTMLDivElement>(null)
  const wasEditing = useRef(false)
  useEffect(() => {
    // The field is gone: give the focus back to the pencil, not to the page's start.
    if (wasEditing.current && !editing) group.current?.querySelector('button')?.focus()
    wasEditing.current = editing
  }, [editing])
  return (
    <div ref={group} className="flex min-w-0 items-center gap-1">
      {editing ? (
        <Editor {...props} onEnd={() => setEditing(false)} />
      ) : (
        <>
          {props.children}
          <IconButton
            look="ghost"
            label={props.label}
            icon={<Pencil size={16} className="text-ink-soft" />}
            onPress={() => setEditing(true)}
          />
        </>
      )}
    </div>
  )
}

type EditorProps = InlineEditProps & { readonly onEnd: () => void }

function Editor({ label, value, placeholder, onSave, onEnd }: EditorProps) {
  const [text, setText] = useState(value)
  return (
    <Form
      className="flex min-w-0 flex-1 items-center gap-1"
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim() !== value) onSave(text.trim())
        onEnd()
      }}
    >
      <TextField
        aria-label={label}
        value={text}
        onChange={setText}
        autoFocus
        maxLength={200}
        onKeyDown={(event) => event.key === 'Escape' && onEnd()}
        className="min-w-0 flex-1"
      >
        <Input placeholder={placeholder ?? ''} className={inputClasses(false)} />
      </TextField>
      <IconButton type="submit" look="ghost" label={t('ui.save')} icon={<Check size={20} />} />
      <IconButton look="ghost" label={t('ui.leave')} icon={<X size={20} />} onPress={onEnd} />
    </Form>
  )
}
