import { FlaskConical } from 'lucide-react'
import { useState } from 'react'
import { useAsk } from '../hooks/use-ask.ts'
import { useMirror } from '../stores/mirror.ts'
import { t } from '../text/translate.ts'
import { Button, buttonClasses } from '../ui/Button.tsx'
import { RefusalNotice } from './RefusalNotice.tsx'

/** So many that stages, failures and a stuck board can be seen, and few enough to start in seconds. */
const simulatedBoards = 6

/** Starts simulated boards at a station of their own and leads there; not offered where boards are simulated already. */
export function FirstStartSimulation() {
  const isSimulated = useMirror(({ status }) => status?.simulated ?? false)
  const [url, setUrl] = useState<string | null>(null)
  const { pending, refusal, ask } = useAsk(() => undefined)
  if (isSimulated) return null
  const start = () =>
    ask(async ({ simulation }) => {
      const running = await simulation.start({ boards: simulatedBoards })
      setUrl(running.url)
    })
  const stop = () =>
    ask(async ({ simulation }) => {
      await simulation.stop()
      setUrl(null)
    })
  return (
    <section className="flex flex-col gap-3 rounded-lg bg-sunken p-4">
      <p>
        <strong>{t('firstSteps.demo')}</strong> {t('firstSteps.demoText')}
      </p>
      {url === null ? (
        <div>
          <Button icon={<FlaskConical size={18} />} isPending={pending} onPress={start}>
            {t(pending ? 'firstSteps.demoStarting' : 'firstSteps.demoStart')}
          </Button>
        </div>
      ) : (
        <div className="flex flex-wrap items-center gap-3">
          <span role="status">{t('firstSteps.demoRuns')}</span>
          <a href={url} target="_blank" rel="noopener" className={buttonClasses('primary', false)}>
            {t('firstSteps.demoOpen')}
          </a>
          <Button isPending={pending} onPress={stop}>
            {t('firstSteps.demoStop')}
          </Button>
        </div>
      )}
      <RefusalNotice reason={refusal} />
    </section>
  )
}
