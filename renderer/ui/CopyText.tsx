import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { t } from '../text/translate.ts'
import { Code } from './Code.tsx'
import { IconButton } from './IconButton.tsx'

type CopyTextProps = {
  readonly text: string
  /** What is copied, spoken: "Copy serial number". */
  readonly label: string
}

const shownFor = 2000

/** Something as machines write it, with a button that copies it. */
export function CopyText({ text, label }: CopyTextProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle')
  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), shownFor)
    return () => clearTimeout(timer)
  }, [state])
  return (
    <span className="inline-flex min-w-0 items-center gap-1">
      <Code>{text}</Code>
      <IconButton
        look="ghost"
        label={label}
        icon={state === 'copied' ? <Check size={18} /> : <Copy size={18} />}
        onPress={() =>
          navigator.clipboard.writeText(text).then(
            () => setState('copied'),
            () => setState('refused'),
          )
        }
      />
      <span role="status" className={state === 'idle' ? 'sr-only' : 'text-sm text-ink-soft'}>
        {state === 'copied' && t('ui.copied')}
        {state === 'refused' && t('ui.copyRefused')}
      </span>
    </span>
  )
}
