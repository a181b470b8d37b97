import {
  Activity,
  FlaskConical,
  HardDrive,
  History,
  Info,
  LayoutGrid,
  type LucideIcon,
  Search,
  Settings,
  SquareTerminal,
  Stethoscope,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { useMirror } from '../stores/mirror.ts'
import { openOverlay } from '../stores/overlay.ts'
import { hashOf, type PlainPage, useRoute } from '../stores/route.ts'
import { t } from '../text/translate.ts'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Kbd } from '../ui/Kbd.tsx'
import { DoctorCount } from './DoctorCount.tsx'
import { ServingBadge } from './ServingBadge.tsx'

/** The product, its pages, and what the station serves. */
export function AppHeader() {
  const serving = useMirror((mirror) => mirror.status?.serving)
  const simulated = useMirror((mirror) => mirror.status?.simulated ?? false)
  return (
    <header className="print-hidden flex flex-wrap items-center gap-x-2 gap-y-1 border-b border-line bg-surface px-4 py-1.5 sm:gap-x-4 sm:px-6 lg:flex-nowrap">
      <h1 className="flex items-center gap-2.5 text-lg font-bold">
        <img src="./icon.svg" alt="" width={28} height={28} />
        <span className="sr-only sm:not-sr-only">{t('station.product')}</span>
      </h1>
      <Pages />
      <div className="ml-auto flex min-w-0 flex-1 basis-0 items-center justify-end gap-3 py-1 lg:flex-initial lg:basis-auto">
        {simulated && (
          <span title={t('station.simulated')} className="flex shrink-0">
            <Badge tone="warning" icon={<FlaskConical size={16} />}>
              <span className="sr-only 2xl:not-sr-only">{t('station.simulated')}</span>
            </Badge>
          </span>
        )}
        {serving && (
          <a href={hashOf({ page: 'settings' })} className="min-w-0 rounded-full">
            <ServingBadge serving={serving} />
          </a>
        )}
        <Button
          icon={<Search size={18} />}
          aria-label={t('palette.open')}
          onPress={() => openOverlay('palette')}
        >
          <span className="hidden 2xl:inline">
            <Kbd keys="Mod+K" />
          </span>
        </Button>
      </div>
    </header>
  )
}

type HeaderPage = Exclude<PlainPage, 'gallery'>

const icons: Readonly<Record<HeaderPage, LucideIcon>> = {
  bench: LayoutGrid,
  consoles: SquareTerminal,
  images: HardDrive,
  history: History,
  traffic: Activity,
  doctor: Stethoscope,
  settings: Settings,
  about: Info,
}

function Pages() {
  const images = useMirror((mirror) => mirror.images.size)
  const boards = useMirror((mirror) => mirror.benchBoards.size)
  return (
    <nav
      aria-label={t('station.pages')}
      className="order-last -mx-2 flex basis-full overflow-x-auto lg:order-none lg:min-w-0 lg:flex-1 lg:basis-auto"
    >
      <PageLink page="bench" count={boards} />
      <PageLink page="consoles" />
      <PageLink page="images" count={images} />
      <PageLink page="history" />
      <PageLink page="traffic" />
      <PageLink page="doctor">
        <DoctorCount />
      </PageLink>
      <PageLink page="settings" />
      <PageLink page="about" />
    </nav>
  )
}

type PageLinkProps = {
  readonly page: HeaderPage
  readonly count?: number
  readonly children?: ReactNode
}

function PageLink({ page, count, children }: PageLinkProps) {
  const current = useRoute().page === page
  const Icon = icons[page]
  return (
    <a
      href={hashOf({ page })}
      aria-current={current ? 'page' : undefined}
      className={classNames(
        'flex min-h-target shrink-0 items-center gap-2 rounded-lg px-2.5 font-semibold hover:bg-quiet-soft focus-visible:-outline-offset-3',
        current ? 'text-accent' : 'text-ink-soft',
      )}
    >
      <Icon size={18} className="hidden sm:block lg:hidden min-[120rem]:block" />
      <span className={current ? 'underline decoration-2 underline-offset-8' : ''}>
        {t(`station.page.${page}`)}
      </span>
      {count !== undefined && <span className="font-normal">{count}</span>}
      {children}
    </a>
  )
}
