import { BenchAttachments } from '../components/BenchAttachments.tsx'
import { BenchBar } from '../components/BenchBar.tsx'
import { BenchCards } from '../components/BenchCards.tsx'
import { BenchSelection } from '../components/BenchSelection.tsx'
import { BenchTable } from '../components/BenchTable.tsx'
import { FirstStart } from '../components/FirstStart.tsx'
import { FirstStartGuide } from '../components/FirstStartGuide.tsx'
import { useBenchCommands } from '../hooks/use-bench-commands.ts'
import { useBenchKeys } from '../hooks/use-bench-keys.ts'
import { showWholeBench, useShownBoards } from '../stores/bench-view.ts'
import { useMirror } from '../stores/mirror.ts'
import { usePreferences } from '../stores/preferences.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'

/** Every board on the bench; before there is one, the way to the first. Below: what is plugged into the station's computer. */
export function BenchPage() {
  const isEmpty = useMirror(({ benchBoards }) => benchBoards.size === 0)
  return (
    <>
      {isEmpty ? <FirstStart /> : <Bench />}
      <BenchAttachments />
    </>
  )
}

function Bench() {
  const shown = useShownBoards()
  const view = usePreferences(({ benchView }) => benchView)
  useBenchKeys(shown)
  useBenchCommands(shown)
  return (
    <>
      <h2 className="sr-only">{t('boards.boards')}</h2>
      <FirstStartGuide />
      <BenchBar />
      {shown.length === 0 ? (
        <NothingFound />
      ) : view === 'cards' ? (
        <BenchCards shown={shown} />
      ) : (
        <BenchTable shown={shown} />
      )}
      <BenchSelection shown={shown} />
    </>
  )
}

function NothingFound() {
  return (
    <div className="flex flex-col items-center gap-3 py-12">
      <p>{t('boards.nothingFound')}</p>
      <Button onPress={showWholeBench}>{t('boards.showAll')}</Button>
    </div>
  )
}
