// First: see there.
import './zod-without-eval.ts'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { desktop } from './api/desktop.ts'
import { startStation } from './api/station.ts'
import { followPreferences } from './appearance.ts'
import './theme.css'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element with the id "root".')
followPreferences()
startStation()
// Deep links and notifications of the desktop app.
desktop()?.onOpenRoute((route) => {
  window.location.hash = `#/${route}`
})
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
