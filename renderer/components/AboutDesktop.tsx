import { FolderOpen, PackageOpen } from 'lucide-react'
import { useEffect, useState } from 'react'
import { toast } from 'sonner'
import type { Desktop, DesktopUpdate } from '../../contract/desktop.ts'
import { assertNever } from '../../contract/errors.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'

type AboutDesktopProps = { readonly shell: Desktop<File> }

/** What only the desktop app has: updates, the data folder, the diagnostic bundle. */
export function AboutDesktop({ shell }: AboutDesktopProps) {
  const update = useUpdate(shell)
  return (
    <div className="flex flex-col gap-3 border-t border-line pt-4">
      <h4 className="font-semibold">{t('about.update')}</h4>
      <p role="status">{update ? updateWords(update) : t('about.updateUnknown')}</p>
      <div className="flex flex-wrap gap-2">
        {update?.kind === 'ready' && (
          <Button look="primary" onPress={() => tell(shell.installUpdate())}>
            {t('about.install')}
          </Button>
        )}
        <Button icon={<FolderOpen size={18} />} onPress={() => tell(shell.showDataFolder())}>
          {t('about.dataFolder')}
        </Button>
        <Button icon={<PackageOpen size={18} />} onPress={() => saveDiagnostics(shell)}>
          {t('about.diagnostics')}
        </Button>
      </div>
      <p className="text-sm text-ink-soft">{t('about.diagnosticsHint')}</p>
    </div>
  )
}

const askAgainAfter = 5000

/** Asked again while the page is shown: an update may be on its way. */
function useUpdate(shell: Desktop<File>): DesktopUpdate | null {
  const [update, setUpdate] = useState<DesktopUpdate | null>(null)
  useEffect(() => {
    const ask = () =>
      shell
        .update()
        .then(setUpdate, (error: unknown) => setUpdate({ kind: 'failed', message: String(error) }))
    ask()
    const timer = setInterval(ask, askAgainAfter)
    return () => clearInterval(timer)
  }, [shell])
  return update
}

function updateWords(update: DesktopUpdate): string {
  switch (update.kind) {
    case 'none':
      return t('about.updateNone')
    case 'off':
      return t('about.updateOff', update)
    case 'loading':
      return t('about.updateLoading', update)
    case 'ready':
      return t('about.updateReady', update)
    case 'failed':
      return t('about.updateFailed', update)
    default:
      return assertNever(update)
  }
}

async function saveDiagnostics(shell: Desktop<File>): Promise<void> {
  const saved = shell.saveDiagnostics().then((path) => {
    if (path !== null) toast.success(t('about.diagnosticsSaved', { path }))
  })
  await tell(saved)
}

async function tell(done: Promise<void>): Promise<void> {
  try {
    await done
  } catch (error) {
    toast.error(error instanceof Error ? error.message : String(error))
  }
}
