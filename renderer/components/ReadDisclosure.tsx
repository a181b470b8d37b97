import { useState } from 'react'
import { t } from '../text/translate.ts'
import { CodeBlock } from '../ui/Code.tsx'
import { Disclosure } from '../ui/Disclosure.tsx'

type ReadDisclosureProps = { readonly title: string; readonly read: () => Promise<string> }

/** A long text that is read only when a person opens it. */
export function ReadDisclosure({ title, read }: ReadDisclosureProps) {
  const [text, setText] = useState<string | null>(null)
  return (
    <Disclosure
      title={title}
      onOpen={() => {
        if (text !== null) return
        read().then(setText, (error: unknown) =>
          setText(t('about.unreadable', { why: String(error) })),
        )
      }}
    >
      <CodeBlock label={title} wrap>
        {text ?? t('about.loading')}
      </CodeBlock>
    </Disclosure>
  )
}
