import type { ComponentType } from 'react'
import { BenchPage } from './pages/BenchPage.tsx'
import { HistoryPage } from './pages/HistoryPage.tsx'
import { ImagesPage } from './pages/ImagesPage.tsx'
import type { Route } from './stores/route.ts'

/** Every page: the map of the user interface. */
export const routes: Readonly<Record<Route, ComponentType>> = {
  bench: BenchPage,
  images: ImagesPage,
  history: HistoryPage,
}
