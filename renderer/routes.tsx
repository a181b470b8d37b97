import { lazy } from 'react'
import { assertNever } from '../contract/errors.ts'
import type { Route } from './stores/route.ts'

// Every page: the map of the user interface. Each is loaded when it is shown for the first time.
const BenchPage = lazy(() =>
  import('./pages/BenchPage.tsx').then((file) => ({ default: file.BenchPage })),
)
const BoardPage = lazy(() =>
  import('./pages/BoardPage.tsx').then((file) => ({ default: file.BoardPage })),
)
const JobPage = lazy(() =>
  import('./pages/JobPage.tsx').then((file) => ({ default: file.JobPage })),
)
const ImagesPage = lazy(() =>
  import('./pages/ImagesPage.tsx').then((file) => ({ default: file.ImagesPage })),
)
const ImagePage = lazy(() =>
  import('./pages/ImagePage.tsx').then((file) => ({ default: file.ImagePage })),
)
const HistoryPage = lazy(() =>
  import('./pages/HistoryPage.tsx').then((file) => ({ default: file.HistoryPage })),
)
const TrafficPage = lazy(() =>
  import('./pages/TrafficPage.tsx').then((file) => ({ default: file.TrafficPage })),
)
const ConsolesPage = lazy(() =>
  import('./pages/ConsolesPage.tsx').then((file) => ({ default: file.ConsolesPage })),
)
const SettingsPage = lazy(() =>
  import('./pages/SettingsPage.tsx').then((file) => ({ default: file.SettingsPage })),
)
const DoctorPage = lazy(() =>
  import('./pages/DoctorPage.tsx').then((file) => ({ default: file.DoctorPage })),
)
const AboutPage = lazy(() =>
  import('./pages/AboutPage.tsx').then((file) => ({ default: file.AboutPage })),
)
const GalleryPage = lazy(() =>
  import('./pages/GalleryPage.tsx').then((file) => ({ default: file.GalleryPage })),
)

/** The page of a route. */
export function Page({ route }: { readonly route: Route }) {
  switch (route.page) {
    case 'bench':
      return <BenchPage />
    case 'board':
      return <BoardPage id={route.id} />
    case 'job':
      return <JobPage id={route.id} />
    case 'image':
      return <ImagePage id={route.id} />
    case 'images':
      return <ImagesPage />
    case 'history':
      return <HistoryPage />
    case 'traffic':
      return <TrafficPage />
    case 'consoles':
      return <ConsolesPage />
    case 'settings':
      return <SettingsPage />
    case 'doctor':
      return <DoctorPage />
    case 'about':
      return <AboutPage />
    case 'gallery':
      return <GalleryPage />
    default:
      return assertNever(route)
  }
}
