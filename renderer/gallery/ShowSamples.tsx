import { CircleCheck, CircleX, Clock, Inbox, LoaderCircle, TriangleAlert } from 'lucide-react'
import { t } from '../text/translate.ts'
import { Badge } from '../ui/Badge.tsx'
import { Card } from '../ui/Card.tsx'
import { Code, CodeBlock } from '../ui/Code.tsx'
import { CopyText } from '../ui/CopyText.tsx'
import { Disclosure } from '../ui/Disclosure.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Facts } from '../ui/Facts.tsx'
import { Kbd } from '../ui/Kbd.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Progress } from '../ui/Progress.tsx'
import type { Tone } from '../ui/tone.ts'
import { Line, Samples } from './Samples.tsx'

const tones: readonly { readonly tone: Tone; readonly Icon: typeof Clock }[] = [
  { tone: 'quiet', Icon: Clock },
  { tone: 'work', Icon: LoaderCircle },
  { tone: 'good', Icon: CircleCheck },
  { tone: 'warning', Icon: TriangleAlert },
  { tone: 'danger', Icon: CircleX },
]

/** What tells something. */
export function ShowSamples() {
  return (
    <>
      <Samples part="Badge, Notice">
        {() => (
          <>
            <Line>
              {tones.map(({ tone, Icon }) => (
                <Badge key={tone} tone={tone} icon={<Icon size={16} />}>
                  {tone}
                </Badge>
              ))}
            </Line>
            {tones.map(({ tone, Icon }) => (
              <Notice key={tone} tone={tone} icon={<Icon size={20} />}>
                {t('gallery.notice')}
              </Notice>
            ))}
          </>
        )}
      </Samples>
      <Samples part="Progress, Facts, Code, CopyText, Kbd">{() => <Told />}</Samples>
      <Samples part="Card, Disclosure, EmptyState">
        {(theme) => (
          <>
            <Card title={`${t('gallery.sectionTitle')} (${theme})`}>
              <p>{t('gallery.text')}</p>
            </Card>
            <Disclosure title={t('gallery.more')} startsOpen>
              <p>{t('gallery.small')}</p>
            </Disclosure>
            <EmptyState icon={<Inbox size={32} />} title={t('gallery.empty')}>
              <p>{t('gallery.emptyText')}</p>
            </EmptyState>
          </>
        )}
      </Samples>
    </>
  )
}

function Told() {
  return (
    <div className="flex w-full flex-col gap-4">
      <Progress label={t('gallery.progress')} percent={42} />
      <Progress label={t('gallery.paused')} percent={80} note={t('gallery.busy')} paused />
      <Facts
        facts={[
          { term: t('gallery.term'), value: t('gallery.value') },
          { term: t('gallery.number'), value: <Code>10000000a1b2c3d4</Code> },
        ]}
      />
      <CodeBlock label={t('gallery.lines')}>{'sudo setcap cap_net_bind_service+ep …'}</CodeBlock>
      <CopyText text="10000000a1b2c3d4" label={t('gallery.copy')} />
      <Kbd keys="Mod+K" />
    </div>
  )
}
