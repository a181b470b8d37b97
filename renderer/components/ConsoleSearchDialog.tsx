import { useState } from 'react'
import { useAnswer } from '../hooks/use-answer.ts'
import { useConsoleNames } from '../hooks/use-console-names.ts'
import { useSettled } from '../hooks/use-settled.ts'
import { formatWhen } from '../logic/format.ts'
import { closeDialog } from '../stores/dialog.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog, DialogButtons } from '../ui/Dialog.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { saveTranscript } from './console-actions.ts'
import { RefusalNotice } from './RefusalNotice.tsx'

const mostLines = 500
const settleMs = 250

/** Finds lines in all that a console ever said; without a text the newest ones. */
export function ConsoleSearchDialog({ id }: { readonly id: string }) {
  const [text, setText] = useState('')
  const wanted = useSettled(text, settleMs)
  const answer = useAnswer(`${id}\n${wanted}`, (station) =>
    station.consoles.search({ id, text: wanted, limit: mostLines }),
  )
  const names = useConsoleNames([id])
  const lines = answer.kind === 'answered' ? answer.value : []
  return (
    <Dialog wide title={t('consoles.searchOf', { name: names })} onClose={closeDialog}>
      <SearchField label={t('consoles.searchLabel')} value={text} onChange={setText} autoFocus />
      {answer.kind === 'failed' && <RefusalNotice reason={answer.message} />}
      {answer.kind === 'answered' && (
        <p role="status" className="-mt-2 text-sm text-ink-soft">
          {countWords(lines.length)}
        </p>
      )}
      <section
        aria-label={t('consoles.searchOf', { name: names })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long list must be scrollable by keyboard
        tabIndex={0}
        className="h-[50dvh] overflow-auto rounded-lg border border-line bg-sunken p-3"
      >
        <ol className="flex flex-col gap-0.5 font-mono text-sm">
          {lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity, and may be the same at the same time
            <li key={index} className="grid grid-cols-[auto_minmax(0,1fr)] gap-4">
              <time
                dateTime={new Date(line.at).toISOString()}
                title={new Date(line.at).toISOString()}
                className="text-ink-soft"
              >
                {formatWhen(line.at, Date.now())}
              </time>
              <span className="break-words whitespace-pre-wrap">{line.text}</span>
            </li>
          ))}
        </ol>
      </section>
      <DialogButtons>
        <Button onPress={() => saveTranscript(id)}>{t('consoles.download')}</Button>
        <Button onPress={closeDialog}>{t('ui.close')}</Button>
      </DialogButtons>
    </Dialog>
  )
}

function countWords(count: number): string {
  if (count === 0) return t('consoles.searchNothing')
  if (count === mostLines) return t('consoles.searchMost', { count })
  return t('consoles.searchCount', { count })
}
