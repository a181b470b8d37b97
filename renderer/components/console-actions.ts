import { toast } from 'sonner'
import { ask } from '../api/ask.ts'
import { saveFile } from '../api/save-file.ts'
import { showConsoles } from '../stores/console-view.ts'
import { t } from '../text/translate.ts'

/** Opens these lines at the station, for everybody, and shows them here. */
export function openLines(ids: readonly string[]): void {
  showConsoles(ids)
  for (const id of ids) ask((client) => client.consoles.open({ id }))
}

export function closeLine(id: string): void {
  ask((client) => client.consoles.close({ id }))
}

/** Saves all that this line ever said. */
export function saveTranscript(id: string): void {
  ask(async (client) => {
    const { fileName, text } = await client.consoles.transcript({ id })
    saveFile(fileName, text, 'text/plain;charset=utf-8')
  })
}

export function copyText(text: string): void {
  navigator.clipboard.writeText(text).then(
    () => toast.success(t('consoles.copied')),
    () => toast.error(t('consoles.copyRefused')),
  )
}
