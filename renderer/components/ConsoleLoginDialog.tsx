import { useState } from 'react'
import { logIn } from '../api/console-typing.ts'
import { useAsk } from '../hooks/use-ask.ts'
import { useConsoleNames } from '../hooks/use-console-names.ts'
import { keepLogin, useConsoleView } from '../stores/console-view.ts'
import { closeDialog } from '../stores/dialog.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog, DialogButtons } from '../ui/Dialog.tsx'
import { Field } from '../ui/Field.tsx'
import { RefusalNotice } from './RefusalNotice.tsx'

const promptLimitSeconds = 10

/** Types a user name and a password where they are asked for. Both are kept in this window's memory only. */
export function ConsoleLoginDialog({ ids }: { readonly ids: readonly string[] }) {
  const kept = useConsoleView(({ login }) => login)
  const [user, setUser] = useState(kept.user)
  const [password, setPassword] = useState(kept.password)
  const [noPrompt, setNoPrompt] = useState(false)
  const { pending, refusal, ask } = useAsk(() => undefined)
  const names = useConsoleNames(ids)
  function start(): void {
    keepLogin({ user, password })
    setNoPrompt(false)
    ask(async () => {
      const login = { user, password }
      const asked = await Promise.all(ids.map((id) => logIn(id, login, promptLimitSeconds * 1000)))
      if (asked.every(Boolean)) closeDialog()
      else setNoPrompt(true)
    })
  }
  return (
    <Dialog title={t('consoles.loginTo', { names })} onClose={closeDialog}>
      <p>{t('consoles.loginLead')}</p>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          start()
        }}
      >
        <Field label={t('consoles.user')} value={user} onChange={setUser} mono autoFocus />
        <Field
          label={t('consoles.password')}
          value={password}
          onChange={setPassword}
          mono
          isSecret
        />
        <RefusalNotice reason={refusal} />
        <RefusalNotice
          reason={noPrompt ? t('consoles.loginNoPrompt', { seconds: promptLimitSeconds }) : null}
        />
        <DialogButtons>
          <Button onPress={closeDialog}>{t('ui.cancel')}</Button>
          <Button look="primary" type="submit" isPending={pending}>
            {t('consoles.loginNow')}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  )
}
