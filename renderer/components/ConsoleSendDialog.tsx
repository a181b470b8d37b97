import { CircleCheck } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { FileTrigger } from 'react-aria-components'
import { errorMessage } from '../api/error-message.ts'
import { station } from '../api/station.ts'
import { useConsoleNames } from '../hooks/use-console-names.ts'
import { formatBytes, percentOf } from '../logic/format.ts'
import { asTyped, countLines, piecesOf } from '../logic/text-to-type.ts'
import { closeDialog } from '../stores/dialog.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog, DialogButtons } from '../ui/Dialog.tsx'
import { Field } from '../ui/Field.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Progress } from '../ui/Progress.tsx'
import { RefusalNotice } from './RefusalNotice.tsx'

type ConsoleSendDialogProps = {
  readonly ids: readonly string[]
  readonly pasted: string | null
}

type Sending =
  | { readonly kind: 'idle' }
  | { readonly kind: 'sending'; readonly percent: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly reason: string }

const largestFile = 500_000
/** Small enough for progress to be seen at 9600 baud: half a second of it. */
const pieceCharacters = 480
const usualPause = '0'

/** Types a pasted text or a file into one or several lines, after the person has seen it. */
export function ConsoleSendDialog({ ids, pasted }: ConsoleSendDialogProps) {
  const [text, setText] = useState(pasted ?? '')
  const [problem, setProblem] = useState<string | null>(null)
  const [pause, setPause] = useState(usualPause)
  const { sending, send, stop } = useSending(ids)
  const names = useConsoleNames(ids)
  const pauseMs = /^\d{1,4}$/.test(pause) && Number(pause) <= 5_000 ? Number(pause) : null
  const isSending = sending.kind === 'sending'
  const count = text === '' ? 0 : countLines(text)
  return (
    <Dialog wide title={t('consoles.sendTo', { names })} onClose={closeDialog}>
      <p>{pasted === null ? t('consoles.sendFile') : t('consoles.sendPasted', { count })}</p>
      {pasted === null && (
        <div>
          <FileTrigger
            onSelect={(files) => {
              const [file] = files ?? []
              if (file)
                readText(file).then(({ content, error }) => {
                  setText(content)
                  setProblem(error)
                })
            }}
          >
            <Button>{t('consoles.chooseFile')}</Button>
          </FileTrigger>
        </div>
      )}
      <RefusalNotice reason={problem} />
      <Field
        label={t('consoles.text')}
        lines={10}
        mono
        value={text}
        onChange={setText}
        maxLength={largestFile}
        isDisabled={isSending}
      />
      <Field
        label={t('consoles.pause')}
        hint={t('consoles.pauseHint')}
        inputMode="numeric"
        value={pause}
        onChange={setPause}
        error={pauseMs === null ? t('consoles.pauseWrong') : null}
        isDisabled={isSending}
      />
      {isSending && <Progress label={t('consoles.sending')} percent={sending.percent} />}
      {sending.kind === 'failed' && <RefusalNotice reason={sending.reason} />}
      {sending.kind === 'done' && (
        <Notice tone="good" role="status" icon={<CircleCheck size={20} />}>
          {t('consoles.sent')}
        </Notice>
      )}
      <DialogButtons>
        {isSending ? (
          <Button look="danger" onPress={stop}>
            {t('consoles.stop')}
          </Button>
        ) : (
          <Button onPress={closeDialog}>{t('ui.close')}</Button>
        )}
        <Button
          look="primary"
          isDisabled={text === '' || pauseMs === null || isSending || sending.kind === 'done'}
          onPress={() => send(text, pauseMs ?? 0)}
        >
          {t('consoles.sendNow', { count })}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}

/** Sends piece by piece; closing the dialog stops it. */
function useSending(ids: readonly string[]) {
  const [sending, setSending] = useState<Sending>({ kind: 'idle' })
  const abort = useRef(new AbortController())
  useEffect(() => () => abort.current.abort(), [])
  async function send(text: string, pauseMilliseconds: number): Promise<void> {
    abort.current = new AbortController()
    const { signal } = abort.current
    const pieces = piecesOf(asTyped(text), pauseMilliseconds > 100 ? 1 : pieceCharacters)
    try {
      for (const [index, piece] of pieces.entries()) {
        if (signal.aborted) return
        setSending({ kind: 'sending', percent: percentOf(index, pieces.length) })
        await station().consoles.type({ ids: [...ids], text: piece, pauseMilliseconds }, { signal })
      }
      setSending({ kind: 'done' })
    } catch (error) {
      setSending(
        signal.aborted ? { kind: 'idle' } : { kind: 'failed', reason: errorMessage(error) },
      )
    }
  }
  return {
    sending,
    send,
    stop: () => {
      abort.current.abort()
      setSending({ kind: 'idle' })
    },
  }
}

async function readText(file: File): Promise<{ content: string; error: string | null }> {
  if (file.size > largestFile) {
    return { content: '', error: t('consoles.fileTooLarge', { size: formatBytes(largestFile) }) }
  }
  try {
    const bytes = await file.arrayBuffer()
    return { content: new TextDecoder('utf-8', { fatal: true }).decode(bytes), error: null }
  } catch {
    return { content: '', error: t('consoles.fileUnreadable') } // a program or an image, not text
  }
}
