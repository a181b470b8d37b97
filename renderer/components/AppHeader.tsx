import {
  Activity,
  FlaskConical,
  HardDrive,
  History,
  Info,
  LayoutGrid,
  Settings,
  Stethoscope,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { useMirror } from '../stores/mirror.ts'
import { hashOf, type PlainPage, useRoute } from '../stores/route.ts'
import { t } from '../text/translate.ts'
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
        {t('station.product')}
      </h1>
      <Pages />
      <div className="ml-auto flex flex-wrap items-center gap-2 py-1">
        {status?.simulated && (
          <Badge tone="warning" icon={<FlaskConical size={16} />}>
            {t('station.simulated')}
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
      aria-label={t('station.pages')}
      className="order-last -mx-2 flex basis-full sm:order-none sm:basis-auto"
    >
      <PageLink page="bench" icon={<LayoutGrid size={18} />} count={boards}>
        {t('station.page.bench')}
      </PageLink>
      <PageLink page="images" icon={<HardDrive size={18} />} count={images}>
        {t('station.page.images')}
      </PageLink>
      <PageLink page="history" icon={<History size={18} />}>
        {t('station.page.history')}
      </PageLink>
      <PageLink page="traffic" icon={<Activity size={18} />}>
        {t('station.page.traffic')}
      </PageLink>
      <PageLink page="doctor" icon={<Stethoscope size={18} />}>
        {t('station.page.doctor')}
      </PageLink>
      <PageLink page="settings" icon={<Settings size={18} />}>
        {t('station.page.settings')}
      </PageLink>
      <PageLink page="about" icon={<Info size={18} />}>
        {t('station.page.about')}
      </PageLink>
    </nav>
  )
}

type PageLinkProps = {
  readonly page: PlainPage
  readonly icon: ReactNode
  readonly count?: number
  readonly children: string
}

function PageLink({ page, icon, count, children }: PageLinkProps) {
  const current = useRoute().page === page
  return (
    <a
      href={hashOf({ page })}
      aria-current={current ? 'page' : undefined}
      className={classNames(
        'flex min-h-target items-center gap-2 rounded-lg px-3 font-semibold hover:bg-quiet-soft',
        current ? 'text-accent underline decoration-2 underline-offset-8' : 'text-ink-soft',
      )}
    >
      {icon}
      {children}
      {count !== undefined && <span className="font-normal text-ink-soft">{count}</span>}
    </a>
  )
}
