import { FlaskConical, HardDrive, History, LayoutGrid } from 'lucide-react'
import type { ReactNode } from 'react'
import { useMirror } from '../stores/mirror.ts'
import { type Route, useRoute } from '../stores/route.ts'
import { stationText } from '../text/station.ts'
import { Badge } from '../ui/Badge.tsx'
import { classNames } from '../ui/class-names.ts'
import { ServingBadge } from './ServingBadge.tsx'

/** The product, its pages, and what the station serves. */
export function AppHeader() {
  const status = useMirror((mirror) => mirror.status)
  return (
    <header className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line bg-surface px-4 py-1.5 sm:px-6">
      <h1 className="flex items-center gap-2.5 text-lg font-bold">
        <img src="./icon.svg" alt="" width={28} height={28} />
        {stationText.product}
      </h1>
      <Pages />
      <div className="ml-auto flex flex-wrap items-center gap-2 py-1">
        {status?.simulated && (
          <Badge tone="warning" icon={<FlaskConical size={16} />}>
            {stationText.simulated}
          </Badge>
        )}
      </div>
      {status && <ServingBadge serving={status.serving} />}
    </header>
  )
}

function Pages() {
  const images = useMirror((mirror) => mirror.images.size)
  const boards = useMirror((mirror) => mirror.boards.size)
  return (
    <nav
      aria-label={stationText.pages}
      className="order-last -mx-2 flex basis-full sm:order-none sm:basis-auto"
    >
      <PageLink route="bench" icon={<LayoutGrid size={18} />} count={boards}>
        {stationText.bench}
      </PageLink>
      <PageLink route="images" icon={<HardDrive size={18} />} count={images}>
        {stationText.images}
      </PageLink>
      <PageLink route="history" icon={<History size={18} />}>
        {stationText.history}
      </PageLink>
    </nav>
  )
}

type PageLinkProps = {
  readonly route: Route
  readonly icon: ReactNode
  readonly count?: number
  readonly children: string
}

function PageLink({ route, icon, count, children }: PageLinkProps) {
  const current = useRoute() === route
  return (
    <a
      href={`#/${route}`}
      aria-current={current ? 'page' : undefined}
      className={classNames(
        'flex min-h-11 items-center gap-2 rounded-lg px-3 font-semibold hover:bg-quiet-soft',
        current ? 'text-accent underline decoration-2 underline-offset-8' : 'text-ink-soft',
      )}
    >
      {icon}
      {children}
      {count !== undefined && <span className="font-normal text-ink-soft">{count}</span>}
    </a>
  )
}
