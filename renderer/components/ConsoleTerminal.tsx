import '@xterm/xterm/css/xterm.css'
import { FitAddon } from '@xterm/addon-fit'
import { Terminal } from '@xterm/xterm'
import { ArrowDownToLine } from 'lucide-react'
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react'
import { useConsoleOutput } from '../hooks/use-console-output.ts'
import { needsPasteGuard } from '../logic/text-to-type.ts'
import { usePreferences } from '../stores/preferences.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { terminalTheme } from './terminal-theme.ts'
import { createTerminalWriter, type TerminalWriter } from './terminal-writer.ts'

/** What the buttons around a terminal ask of it. */
export type TerminalHandle = {
  /** What is selected, else all that is remembered. */
  text(): string
  focus(): void
}

type ConsoleTerminalProps = {
  readonly id: string
  readonly name: string
  readonly canType: boolean
  readonly onType: (text: string) => void
  /** Text of several lines is pasted: it is not typed before a person has seen it. */
  readonly onPasteLines: (text: string) => void
  readonly onDropped: (bytes: number) => void
  /** Why nothing comes any more; null when it comes again. */
  readonly onFailure: (reason: string | null) => void
  /** Shift+Escape: the keyboard wants to go on. */
  readonly onLeave: () => void
  readonly ref?: Ref<TerminalHandle>
}

/** The terminal of one line. A module of its own, because the terminal is a large library that most pages don't need. */
export function ConsoleTerminal(props: ConsoleTerminalProps) {
  const { id, name, canType } = props
  const place = useRef<HTMLDivElement>(null)
  const latest = useRef(props)
  latest.current = props
  const shown = useRef<{ terminal: Terminal; writer: TerminalWriter } | null>(null)
  const [isBehind, setIsBehind] = useState(false)

  useEffect(() => {
    if (place.current === null) return
    const terminal = openTerminal(place.current, latest)
    const writer = createTerminalWriter(terminal, (bytes) => latest.current.onDropped(bytes))
    shown.current = { terminal, writer }
    const look = (): void => {
      const { viewportY, baseY } = terminal.buffer.active
      setIsBehind(viewportY < baseY)
    }
    terminal.onScroll(look)
    terminal.onWriteParsed(look)
    const fit = new FitAddon()
    terminal.loadAddon(fit)
    const resized = new ResizeObserver(() => fit.fit())
    resized.observe(place.current)
    return () => {
      resized.disconnect()
      terminal.dispose()
      shown.current = null
    }
  }, [])
  useTerminalOptions(place, shown, name, canType)

  useConsoleOutput(id, {
    onOutput: (output) => {
      if (shown.current === null) return
      const { terminal, writer } = shown.current
      if (output.kind === 'before') {
        terminal.reset()
        latest.current.onFailure(null)
      }
      if (output.kind === 'dropped') latest.current.onDropped(output.bytes)
      else writer.write(output.text)
    },
    onFailure: (reason) => latest.current.onFailure(reason),
  })
  useImperativeHandle(props.ref, () => ({
    text: () => textOf(shown.current?.terminal),
    focus: () => shown.current?.terminal.focus(),
  }))

  return (
    <div className="relative min-h-0 flex-1 overflow-hidden rounded-lg border border-line bg-sunken p-2 focus-within:border-accent">
      <div ref={place} className="size-full" />
      {isBehind && (
        <div className="absolute right-4 bottom-2 z-10">
          <Button
            icon={<ArrowDownToLine size={18} />}
            onPress={() => {
              shown.current?.terminal.scrollToBottom()
              shown.current?.terminal.focus()
              setIsBehind(false)
            }}
          >
            {t('consoles.toEnd')}
          </Button>
        </div>
      )}
    </div>
  )
}

function openTerminal(
  place: HTMLElement,
  latest: { readonly current: ConsoleTerminalProps },
): Terminal {
  const terminal = new Terminal({
    fontSize: 13,
    fontFamily: 'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace',
    scrollback: 5_000,
    // The sixteen colours of programs are read on light ground too.
    minimumContrastRatio: 4.5,
    cursorBlink: false,
  })
  terminal.open(place)
  terminal.onData((text) => latest.current.onType(text))
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.key !== 'Escape' || !event.shiftKey) return true
    if (event.type === 'keydown') latest.current.onLeave()
    event.preventDefault()
    return false
  })
  // Before the terminal's own listener, which types at once.
  place.addEventListener(
    'paste',
    (event) => {
      const text = event.clipboardData?.getData('text/plain') ?? ''
      if (!needsPasteGuard(text) || !latest.current.canType) return
      event.preventDefault()
      event.stopPropagation()
      latest.current.onPasteLines(text)
    },
    { capture: true },
  )
  return terminal
}

/** Keeps colours, rights and words of the terminal as the rest of the page has them. */
function useTerminalOptions(
  place: { readonly current: HTMLElement | null },
  shown: { readonly current: { readonly terminal: Terminal } | null },
  name: string,
  canType: boolean,
): void {
  const theme = usePreferences((preferences) => preferences.theme)
  const spoken = usePreferences((preferences) => preferences.spokenConsoles)
  useEffect(() => {
    const terminal = shown.current?.terminal
    if (!terminal) return
    terminal.options.disableStdin = !canType
    terminal.options.screenReaderMode = spoken
    terminal.textarea?.setAttribute('aria-label', t('consoles.terminal', { name }))
  }, [shown, canType, spoken, name])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colours
  useEffect(() => {
    const paint = (): void => {
      const terminal = shown.current?.terminal
      if (terminal && place.current) terminal.options.theme = terminalTheme(place.current)
    }
    paint()
    const queries = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)'].map((query) =>
      window.matchMedia(query),
    )
    for (const query of queries) query.addEventListener('change', paint)
    return () => {
      for (const query of queries) query.removeEventListener('change', paint)
    }
  }, [place, shown, theme])
}

function textOf(terminal: Terminal | undefined): string {
  if (!terminal) return ''
  if (terminal.hasSelection()) return terminal.getSelection()
  const buffer = terminal.buffer.active
  const lines = Array.from(
    { length: buffer.length },
    (_, index) => buffer.getLine(index)?.translateToString(true) ?? '',
  )
  return `${lines.join('\n').trimEnd()}\n`
}
