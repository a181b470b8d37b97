import { CircleCheck, OctagonX, Play, PowerOff, RefreshCw, Square } from 'lucide-react'
import type { ReactNode } from 'react'
import { assertNever } from '../../contract/errors.ts'
import type { Settings } from '../../contract/settings.ts'
import type { Serving } from '../../contract/station-event.ts'
import { openDialog } from '../stores/dialog.ts'
import { useKnownSettings } from '../stores/known-settings.ts'
import { useMirror } from '../stores/mirror.ts'
import { hashOf } from '../stores/route.ts'
import { stationWords } from '../text/station-words.ts'
import { t } from '../text/translate.ts'
import { Button, buttonClasses } from '../ui/Button.tsx'
import { Card } from '../ui/Card.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Words } from './RefusalNotice.tsx'

/** Whether boards are served, why not, and the buttons that change it. */
export function SettingsServing({ settings }: { readonly settings: Settings }) {
  const status = useMirror((mirror) => mirror.status)
  if (!status) return null
  const { serving, simulated } = status
  return (
    <Card title={t('settings.serving')}>
      <ServingState serving={serving} />
      {simulated && <p className="text-sm text-ink-soft">{t('settings.simulated')}</p>}
      {!simulated && <NotInUse serving={serving} settings={settings} />}
      <Buttons serving={serving} canStart={simulated || settings.interfaceName !== null} />
    </Card>
  )
}

function ServingState({ serving }: { readonly serving: Serving }) {
  switch (serving.kind) {
    case 'serving':
      return (
        <State tone="good" icon={<CircleCheck size={20} />}>
          <strong className="block">
            {t('settings.servingOn', { port: serving.interfaceName })}
          </strong>
          {t('settings.servingAt', {
            url: serving.boardUrl,
            dhcp: t(`station.dhcp.${serving.dhcp}`),
          })}
        </State>
      )
    case 'stopped':
      return (
        <State tone="warning" icon={<PowerOff size={20} />}>
          <strong className="block">{t('settings.stoppedTitle')}</strong>
          {t('settings.stopped')}
        </State>
      )
    case 'refused':
      return (
        <State tone="danger" icon={<OctagonX size={20} />}>
          <strong className="block">{t('settings.refusedTitle')}</strong>
          <Words of={stationWords(serving.code, serving.message)} />
          <p className="mt-2">{t('settings.refusedNext')}</p>
        </State>
      )
    default:
      return assertNever(serving)
  }
}

type StateProps = {
  readonly tone: 'good' | 'warning' | 'danger'
  readonly icon: ReactNode
  readonly children: ReactNode
}

function State({ tone, icon, children }: StateProps) {
  return (
    <Notice tone={tone} icon={icon} role={tone === 'danger' ? 'alert' : 'status'}>
      {children}
    </Notice>
  )
}

type NotInUseProps = { readonly serving: Serving; readonly settings: Settings }

function NotInUse({ serving, settings }: NotInUseProps) {
  const changedFor = useKnownSettings((known) => known.changedWhile)
  if (serving.kind !== 'serving') return null
  const differs =
    serving.interfaceName !== settings.interfaceName ||
    serving.address !== settings.address ||
    serving.dhcp !== settings.dhcp
  if (!differs && changedFor !== serving) return null
  return (
    <Notice tone="warning" icon={<RefreshCw size={20} />} role="status">
      <strong className="block">{t('settings.changedTitle')}</strong>
      {t('settings.changed')}
    </Notice>
  )
}

type ButtonsProps = { readonly serving: Serving; readonly canStart: boolean }

function Buttons({ serving, canStart }: ButtonsProps) {
  const isServing = serving.kind === 'serving'
  const start = () => openDialog({ kind: 'start-serving' })
  return (
    <div className="flex flex-wrap items-center gap-2">
      {isServing ? (
        <>
          <Button icon={<Square size={18} />} onPress={() => openDialog({ kind: 'stop-serving' })}>
            {t('settings.stop')}
          </Button>
          <Button icon={<RefreshCw size={18} />} onPress={start}>
            {t('settings.restart')}
          </Button>
        </>
      ) : (
        <Button look="primary" icon={<Play size={18} />} isDisabled={!canStart} onPress={start}>
          {t('settings.start')}
        </Button>
      )}
      {serving.kind === 'refused' && (
        <a href={hashOf({ page: 'doctor' })} className={buttonClasses('plain', false)}>
          {t('settings.toDoctor')}
        </a>
      )}
      {!isServing && !canStart && (
        <span className="text-ink-soft">{t('settings.choosePortFirst')}</span>
      )}
    </div>
  )
}
