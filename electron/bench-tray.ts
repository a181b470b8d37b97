import { join } from 'node:path'
import type { Tray } from 'electron'
import type { BenchState, BenchSummary } from './bench-state.ts'
import { summarize } from './bench-state.ts'
import type { ElectronParts } from './electron-parts.ts'
import type { Words } from './words/english.ts'

/** The symbol in the task bar: its shape tells whether boards work or have failed, its text how many. */
export function createBenchTray(options: {
  readonly electron: Pick<ElectronParts, 'Tray' | 'Menu'>
  readonly iconFolder: string
  readonly words: Words
  readonly onShow: () => void
  readonly onQuit: () => void
}): { update(bench: BenchState): void } {
  const { electron, iconFolder, words, onShow, onQuit } = options
  const pathOf = (state: TrayState): string => join(iconFolder, `tray-${state}.png`)
  const tray: Tray = new electron.Tray(pathOf('idle'))
  let shown = ''
  tray.on('click', onShow)

  const draw = (lines: readonly string[], state: TrayState): void => {
    tray.setImage(pathOf(state))
    tray.setToolTip([words.appName, ...lines].join(' · '))
    tray.setContextMenu(
      electron.Menu.buildFromTemplate([
        ...lines.map((label) => ({ label, enabled: false })),
        { type: 'separator' as const },
        { label: words.show, click: onShow },
        { label: words.quit, click: onQuit },
      ]),
    )
  }
  return {
    update: (bench) => {
      const summary = summarize(bench)
      const lines = linesOf(bench, summary, words)
      const state = stateOf(summary)
      // Progress comes ten times a second; the menu is only made anew when it would say something else.
      const next = `${state} ${lines.join('|')}`
      if (next === shown) return
      shown = next
      draw(lines, state)
    },
  }
}

type TrayState = 'idle' | 'working' | 'failed'

function stateOf({ working, failed }: BenchSummary): TrayState {
  if (failed > 0) return 'failed'
  return working > 0 ? 'working' : 'idle'
}

function linesOf(bench: BenchState, summary: BenchSummary, words: Words): string[] {
  const { ready, working, failed } = summary
  return [
    ...(bench.serving === 'serving' ? [] : [words.notServing]),
    words.ready(ready),
    words.working(working),
    ...(failed > 0 ? [words.failed(failed)] : []),
  ]
}
