import { Suspense } from 'react'
import { I18nProvider } from 'react-aria-components'
import { Toaster } from 'sonner'
import { languageOf } from './appearance.ts'
import { AppHeader } from './components/AppHeader.tsx'
import { ConnectionBar } from './components/ConnectionBar.tsx'
import { Dialogs } from './components/Dialogs.tsx'
import { StationNotices } from './components/StationNotices.tsx'
import { Page } from './routes.tsx'
import { useMirror } from './stores/mirror.ts'
import { usePreferences } from './stores/preferences.ts'
import { useRoute } from './stores/route.ts'
import { t } from './text/translate.ts'

/** The whole interface; made anew when the language changes, because words are looked up while rendering. */
export function App() {
  const language = usePreferences(languageOf)
  return (
    <I18nProvider locale={language} key={language}>
      <Frame />
    </I18nProvider>
  )
}

/** The frame around every page: connection, header, notices. */
function Frame() {
  const route = useRoute()
  const known = useMirror(({ status }) => status !== null)
  return (
    <>
      <ConnectionBar />
      <AppHeader />
      <main className="mx-auto flex w-full max-w-[110rem] flex-col gap-4 p-4 sm:p-6">
        <StationNotices />
        {known ? (
          <Suspense fallback={<Waiting words={t('station.loadingPage')} />}>
            <Page route={route} />
          </Suspense>
        ) : (
          <Waiting words={t('station.connecting')} />
        )}
      </main>
      <Dialogs />
      <Toaster position="bottom-right" theme="system" closeButton richColors />
    </>
  )
}

function Waiting({ words }: { readonly words: string }) {
  return <p className="py-16 text-center text-ink-soft">{words}</p>
}
