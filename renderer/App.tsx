import { Toaster } from 'sonner'
import { AppHeader } from './components/AppHeader.tsx'
import { ConnectionBar } from './components/ConnectionBar.tsx'
import { Dialogs } from './components/Dialogs.tsx'
import { StationNotices } from './components/StationNotices.tsx'
import { routes } from './routes.ts'
import { useMirror } from './stores/mirror.ts'
import { useRoute } from './stores/route.ts'
import { stationText } from './text/station.ts'

/** The frame around every page: connection, header, notices. */
export function App() {
  const Page = routes[useRoute()]
  const known = useMirror(({ status }) => status !== null)
  return (
    <>
      <ConnectionBar />
      <AppHeader />
      <main className="mx-auto flex w-full max-w-[110rem] flex-col gap-4 p-4 sm:p-6">
        <StationNotices />
        {known ? (
          <Page />
        ) : (
          <p className="py-16 text-center text-ink-soft">{stationText.connecting}</p>
        )}
      </main>
      <Dialogs />
      <Toaster position="bottom-right" theme="system" closeButton richColors />
    </>
  )
}
