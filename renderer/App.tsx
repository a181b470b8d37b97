import { Suspense, useEffect, useRef } from 'react'
import { I18nProvider } from 'react-aria-components'
import { languageOf } from './appearance.ts'
import { AppCommands } from './components/AppCommands.tsx'
import { AppHeader } from './components/AppHeader.tsx'
import { BatchBanner } from './components/BatchBanner.tsx'
import { BenchCommands } from './components/BenchCommands.tsx'
import { ConnectionBar } from './components/ConnectionBar.tsx'
import { Dialogs } from './components/Dialogs.tsx'
import { ImportDrop } from './components/ImportDrop.tsx'
import { Overlays } from './components/Overlays.tsx'
import { PageBoundary } from './components/PageBoundary.tsx'
import { SkipLink } from './components/SkipLink.tsx'
import { StationNotices } from './components/StationNotices.tsx'
import { Toasts } from './components/Toasts.tsx'
import { useFollowAttachments } from './hooks/use-follow-attachments.ts'
import { useGlobalKeys } from './hooks/use-global-keys.ts'
import { Page } from './routes.tsx'
import { useMirror } from './stores/mirror.ts'
import { usePreferences } from './stores/preferences.ts'
import { hashOf, type Route, useRoute } from './stores/route.ts'
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
  const main = useMainOf(route)
  useGlobalKeys()
  useFollowAttachments()
  return (
    <>
      <SkipLink />
      <ConnectionBar />
      <AppHeader />
      <BatchBanner />
      <main
        id="page"
        ref={main}
        tabIndex={-1}
        className="mx-auto flex w-full max-w-[110rem] flex-col gap-4 p-4 outline-none sm:p-6"
      >
        <StationNotices />
        {known ? (
          <PageBoundary key={hashOf(route)}>
            <Suspense fallback={<Waiting words={t('station.loadingPage')} />}>
              <Page route={route} />
            </Suspense>
          </PageBoundary>
        ) : (
          <Waiting words={t('station.connecting')} />
        )}
      </main>
      <AppCommands />
      <BenchCommands />
      <Dialogs />
      <ImportDrop />
      <Overlays />
      <Toasts />
    </>
  )
}

/** Names the window after the page, and takes the keyboard to it when what had the focus is gone with the page before. */
function useMainOf({ page }: Route) {
  const main = useRef<HTMLElement>(null)
  useEffect(() => {
    document.title = `${t(`station.page.${page}`)} – ${t('station.product')}`
    if (document.activeElement === document.body) main.current?.focus({ preventScroll: true })
  }, [page])
  return main
}

function Waiting({ words }: { readonly words: string }) {
  return (
    <p role="status" className="py-16 text-center text-ink-soft">
      {words}
    </p>
  )
}
