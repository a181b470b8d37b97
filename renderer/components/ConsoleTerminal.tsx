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
import { shareLetterWidths } from './letter-widths.ts'
import { terminalTheme } from './terminal-theme.ts'
import { terminalTurns } from './terminal-turns.ts'
import { createTerminalWriter, frameCharacters, type TerminalWriter } from './terminal-writer.ts'

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
  const [shown, setShown] = useState<Shown | null>(null)
  const [isBehind, setIsBehind] = useState(false)

  useEffect(() => {
    const element = place.current
    if (element === null) return
    const remove = showTerminal(element, latest, setShown, setIsBehind)
    return () => {
      remove()
      setShown(null)
    }
  }, [])
  useTerminalOptions(place, shown, name, canType)

  useConsoleOutput(shown === null ? null : id, {
    onOutput: (output) => {
      if (output.kind === 'before') {
        shown?.writer.begin(output.text)
        latest.current.onFailure(null)
      } else if (output.kind === 'dropped') latest.current.onDropped(output.bytes)
      else shown?.writer.write(output.text)
    },
    onFailure: (reason) => latest.current.onFailure(reason),
  })
  useImperativeHandle(props.ref, () => ({
    text: () => textOf(shown?.terminal),
    focus: () => shown?.terminal.focus(),
  }))

  return (
    <div className="relative min-h-0 flex-1 overflow-hidden rounded-lg border border-line bg-sunken p-2 focus-within:border-accent">
      {/* Contained: a terminal measures its letters, and the page around it need not be laid out anew for each. */}
      <div ref={place} className="size-full contain-strict" />
      {isBehind && (
        <div className="absolute right-4 bottom-2 z-10">
          <Button
            icon={<ArrowDownToLine size={18} />}
            onPress={() => {
              shown?.terminal.scrollToBottom()
              shown?.terminal.focus()
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

/** A terminal that is on the page. */
type Shown = {
  readonly terminal: Terminal
  readonly writer: TerminalWriter
}

/** Opens a terminal in three steps, because the first one of a window takes long; the returned function removes it. */
function showTerminal(
  place: HTMLElement,
  latest: { readonly current: ConsoleTerminalProps },
  onShown: (shown: Shown) => void,
  onBehind: (isBehind: boolean) => void,
): () => void {
  let end = (): void => undefined
  let forget = (): void => undefined
  const fit = new FitAddon()
  const resized = new ResizeObserver(() => fit.fit())
  const inTurn = (shareOfFrame: number, act: () => void): void => {
    forget = terminalTurns.ask(() => {
      act()
      return frameCharacters * shareOfFrame
    })
  }
  inTurn(0.5, () => {
    const terminal = makeTerminal(place)
    const writer = createTerminalWriter(terminal, terminalTurns, (characters) =>
      latest.current.onDropped(characters),
    )
    end = () => {
      writer.end()
      terminal.dispose()
    }
    inTurn(1, () => {
      openTerminal(terminal, place, latest)
      onScrolled(terminal, onBehind)
      inTurn(0.25, () => {
        terminal.loadAddon(fit)
        resized.observe(place)
        onShown({ terminal, writer })
      })
    })
  })
  return () => {
    forget()
    resized.disconnect()
    end()
  }
}

/** Tells whether a person has scrolled back. */
function onScrolled(terminal: Terminal, onBehind: (isBehind: boolean) => void): void {
  const look = (): void => {
    const { viewportY, baseY } = terminal.buffer.active
    onBehind(viewportY < baseY)
  }
  terminal.onScroll(look)
  terminal.onWriteParsed(look)
}

function makeTerminal(place: HTMLElement): Terminal {
  return new Terminal({
    fontSize: 13,
    fontFamily: 'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace',
    scrollback: 5_000,
    theme: terminalTheme(place),
    // The sixteen colours of programs are read on light ground too.
    minimumContrastRatio: 4.5,
    cursorBlink: false,
  })
}

function openTerminal(
  terminal: Terminal,
  place: HTMLElement,
  latest: { readonly current: ConsoleTerminalProps },
): void {
  terminal.open(place)
  shareLetterWidths(place)
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
}

/** Keeps colours, rights and words of the terminal as the rest of the page has them. */
function useTerminalOptions(
  place: { readonly current: HTMLElement | null },
  shown: Shown | null,
  name: string,
  canType: boolean,
): void {
  const theme = usePreferences((preferences) => preferences.theme)
  const spoken = usePreferences((preferences) => preferences.spokenConsoles)
  useEffect(() => {
    if (shown === null) return
    const { terminal } = shown
    terminal.options.disableStdin = !canType
    terminal.options.screenReaderMode = spoken
    terminal.textarea?.setAttribute('aria-label', t('consoles.terminal', { name }))
  }, [shown, canType, spoken, name])
  // The theme it was opened with: to set the same colours once more makes it paint itself anew.
  const painted = useRef(theme)
  useEffect(() => {
    if (shown === null) return
    const paint = (): void => {
      if (place.current) shown.terminal.options.theme = terminalTheme(place.current)
    }
    if (painted.current !== theme) paint()
    painted.current = theme
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
