import { Megaphone } from 'lucide-react'
import type { Console } from '../../contract/console.ts'
import { setBroadcast, useConsoleView } from '../stores/console-view.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'

/** Says as long as it is so that keys go to several lines, and to which. It stays in sight. */
export function ConsoleBroadcast({ lines }: { readonly lines: readonly Console[] }) {
  const broadcast = useConsoleView((view) => view.broadcast)
  if (broadcast === null) return null
  const names = lines.filter(({ id }) => broadcast.includes(id)).map(({ name }) => name)
  return (
    <div className="sticky top-2 z-10">
      <Notice
        tone="danger"
        role="alert"
        icon={<Megaphone size={20} />}
        actions={<Button onPress={() => setBroadcast(null)}>{t('consoles.broadcastStop')}</Button>}
      >
        <strong>
          {names.length === 0
            ? t('consoles.broadcastNobody')
            : t('consoles.broadcastTitle', { count: names.length, names: names.join(', ') })}
        </strong>
      </Notice>
    </div>
  )
}
