import { useCallback, useEffect } from 'react'
import { toast } from 'sonner'
import type { Settings } from '../../contract/settings.ts'
import { errorMessage, errorWords } from '../api/error-message.ts'
import { station } from '../api/station.ts'
import { useConnection } from '../stores/connection.ts'
import { useKnownSettings } from '../stores/known-settings.ts'
import { useMirror } from '../stores/mirror.ts'
import type { StationWords } from '../text/station-words.ts'
import { t } from '../text/translate.ts'

/** The station's settings, and the one way to change them. */
export type SettingsAccess = {
  /** Null until the station has told. */
  readonly settings: Settings | null
  /** Changes some; answers with why it was refused, or null. */
  readonly save: (changes: Partial<Settings>) => Promise<StationWords | null>
  /** The same for a switch: a refusal becomes a toast. */
  readonly set: (changes: Partial<Settings>) => void
}

/** Reads the settings when they are shown, when a lost connection is back, and when serving begins or ends: then others may have changed them. */
export function useSettings(): SettingsAccess {
  const live = useConnection(({ connection }) => connection.kind === 'live')
  const serving = useMirror(({ status }) => status?.serving)
  const settings = useKnownSettings((known) => known.settings)
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when serving begins or ends
  useEffect(() => {
    if (!live) return
    read()
    window.addEventListener('focus', read)
    return () => window.removeEventListener('focus', read)
  }, [live, serving])
  const save = useCallback(
    (changes: Partial<Settings>) => change(changes).then(() => null, errorWords),
    [],
  )
  const set = useCallback((changes: Partial<Settings>) => {
    change(changes).then(() => toast.success(t('settings.saved')), tell)
  }, [])
  return { settings, save, set }
}

async function read(): Promise<void> {
  try {
    useKnownSettings.setState({ settings: await station().settings.get() })
  } catch (error) {
    tell(error)
  }
}

async function change(changes: Partial<Settings>): Promise<void> {
  const settings = await station().settings.change(changes)
  useKnownSettings.setState({
    settings,
    changedWhile: useMirror.getState().status?.serving ?? null,
  })
}

function tell(error: unknown): void {
  toast.error(errorMessage(error), { duration: Number.POSITIVE_INFINITY })
}
