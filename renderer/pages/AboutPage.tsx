import { desktop } from '../api/desktop.ts'
import { AboutDesktop } from '../components/AboutDesktop.tsx'
import { KeyboardTables } from '../components/KeyboardTables.tsx'
import { ReadDisclosure } from '../components/ReadDisclosure.tsx'
import { When } from '../components/Since.tsx'
import { useMirror } from '../stores/mirror.ts'
import { hashOf } from '../stores/route.ts'
import { t } from '../text/translate.ts'
import { Card } from '../ui/Card.tsx'
import { type Fact, Facts } from '../ui/Facts.tsx'
import { PageTitle } from '../ui/PageTitle.tsx'

/** The project's own pages, put into the bundle when it is built and read when one is opened. */
const handbook = import.meta.glob<string>('../../docs/*.md', { query: '?raw', import: 'default' })

/** What this is, how to use it by keyboard, where to read on. */
export function AboutPage() {
  const shell = desktop()
  return (
    <>
      <PageTitle lead={t('about.what')}>{t('about.title')}</PageTitle>
      <div className="grid items-start gap-4 *:flex *:min-w-0 *:flex-col *:gap-4 lg:grid-cols-2">
        <div>
          <Card title={t('about.station')}>
            <StationFacts />
            {shell && <AboutDesktop shell={shell} />}
          </Card>
          <Card title={t('about.docs')}>
            <p>{t('about.docsLead')}</p>
            <div>
              {Object.entries(handbook).map(([path, read]) => (
                <ReadDisclosure key={path} title={titleOfPage(path)} read={read} />
              ))}
            </div>
          </Card>
        </div>
        <div>
          <Card title={t('about.keyboard')}>
            <KeyboardTables />
          </Card>
          <Card title={t('about.licence')}>
            <p>{t('about.licenceText')}</p>
            <ReadDisclosure title={t('about.licences')} read={readLicences} />
            <p>
              <a className="text-accent underline" href={hashOf({ page: 'gallery' })}>
                {t('about.gallery')}
              </a>
            </p>
          </Card>
        </div>
      </div>
    </>
  )
}

/** `../../docs/real-boards.md` as a person says it: Real boards. */
function titleOfPage(path: string): string {
  const name = path.split('/').at(-1)?.replace(/\.md$/, '').replaceAll('-', ' ') ?? path
  return name.charAt(0).toUpperCase() + name.slice(1)
}

function StationFacts() {
  const status = useMirror((mirror) => mirror.status)
  if (!status) return null
  const { serving } = status
  const facts: readonly Fact[] = [
    { term: t('about.version'), value: status.version },
    { term: t('about.runningSince'), value: <When time={status.startedAt} /> },
    {
      term: t('about.serving'),
      value: serving.kind === 'serving' ? t('station.servingOn', serving) : t('about.notServing'),
    },
    { term: t('about.shell'), value: shellWords() },
  ]
  return <Facts facts={facts} />
}

function shellWords(): string {
  const shell = desktop()
  return shell ? t('about.desktop', shell.versions) : t('about.browser')
}

/** Vite writes it beside the bundle. */
async function readLicences(): Promise<string> {
  const response = await fetch('./licences.md')
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  return response.text()
}
