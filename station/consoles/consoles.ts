import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { type Console, type ConsoleOutput, consoleSchema } from '../../contract/console.ts'
import { type Refusal, refusal } from '../../contract/errors.ts'
import type { SerialPortInfo, SerialPorts } from '../platform/serial-port.ts'
import { openJsonFile } from '../storage/json-file.ts'
import { type ConsoleLine, createConsoleLine, type RememberedLine } from './console-line.ts'
import { nameByPlace, nameOfPort, type PortName } from './port-name.ts'
import { createTranscript, type TranscriptLine } from './transcript.ts'
import { closed } from './typist.ts'

/** The serial lines of this computer. Calls that name a line answer with a refusal where it is not known. */
export type Consoles = {
  list(): readonly Console[]
  open(id: string): Promise<Console | Refusal>
  close(id: string): Promise<Console | Refusal>
  setBaud(id: string, baud: number): Promise<Console | Refusal>
  setReadOnly(id: string, readOnly: boolean): Console | Refusal
  follow(id: string, signal: AbortSignal): AsyncGenerator<ConsoleOutput, void, void> | Refusal
  /** Types into all of these, or into none where one of them can't take it. */
  type(
    ids: readonly string[],
    text: string,
    pauseMs: number,
    signal: AbortSignal,
  ): Promise<Refusal | null>
  search(id: string, text: string, limit: number): Promise<readonly TranscriptLine[] | Refusal>
  transcript(id: string): Promise<string | Refusal>
  /** Looks for plugged and unplugged ports now; it is done every two seconds anyway. */
  look(): Promise<void>
  stop(): Promise<void>
}

export type ConsolesNeeds = {
  readonly ports: SerialPorts
  /** The transcripts and what is remembered of lines are kept below it. */
  readonly folder: string
  readonly clock: () => number
  readonly onChanged: (consoles: readonly Console[]) => void
  readonly log: (message: string) => void
  /** Largest file of a transcript, and how many are kept of each line. */
  readonly transcript?: { readonly largestFile: number; readonly files: number }
}

const lookInterval = 2_000
/** Forty lines are opened with one press: each waiting for the disk would hold the station up for seconds. */
const saveDelay = 300
const usualBaud = 115_200
const usualTranscript = { largestFile: 4 * 1024 * 1024, files: 5 }
/** So many lines are remembered while they are unplugged. */
const mostRemembered = 256

const rememberedSchema = z.array(
  consoleSchema
    .pick({ id: true, name: true, baud: true, readOnly: true })
    .extend({ wanted: z.boolean() }),
)

/** Finds serial ports, now and every two seconds, and opens those that a person wants open. */
export function createConsoles(needs: ConsolesNeeds): Consoles {
  const { ports, folder, clock, log } = needs
  const lines = new Map<string, ConsoleLine>()
  /** Those that a person has opened or changed: the others are forgotten when they are unplugged. */
  const used = new Set<string>()
  const file = openJsonFile({
    path: join(folder, 'consoles.json'),
    schema: rememberedSchema,
    orElse: [],
    log,
  })
  const list = (): readonly Console[] =>
    [...lines.values()]
      .map((line) => line.describe())
      .sort((one, other) => one.name.localeCompare(other.name, 'en', { numeric: true }))
  const onChanged = (): void => needs.onChanged(list())
  function add(remembered: RememberedLine): ConsoleLine {
    const line = createConsoleLine(remembered, {
      ports,
      clock,
      onChanged,
      transcript: createTranscript({
        folder: join(folder, 'consoles', folderNameOf(remembered.id)),
        ...(needs.transcript ?? usualTranscript),
        log,
      }),
    })
    lines.set(remembered.id, line)
    return line
  }
  let saving: NodeJS.Timeout | null = null
  function saveSoon(): void {
    saving ??= setTimeout(save, saveDelay)
  }
  function save(): void {
    if (saving !== null) clearTimeout(saving)
    saving = null
    const kept = [...lines.values()].map((line) => line.remember()).filter(({ id }) => used.has(id))
    try {
      file.write(kept.slice(-mostRemembered))
    } catch (error) {
      log(`consoles: which lines are open can't be stored: ${String(error)}`)
    }
  }
  for (const remembered of file.read()) {
    used.add(remembered.id)
    add(remembered)
  }

  async function lookNow(): Promise<void> {
    const found = namePorts(await ports.list())
    for (const [id, { name }] of found) {
      if (!lines.has(id)) add({ id, name, baud: usualBaud, readOnly: false, wanted: false })
    }
    await Promise.all(
      [...lines].map(async ([id, line]) => {
        const place = found.get(id) ?? null
        if (place === null && !used.has(id)) lines.delete(id)
        if (needsLook(line.describe(), place?.path ?? null)) await line.plugged(place)
      }),
    )
  }
  let looking: Promise<void> | null = null
  let told = ''
  const look = (): Promise<void> => {
    looking ??= lookNow()
      .catch((error) => {
        if (told !== String(error)) log(`consoles: serial ports can't be listed: ${String(error)}`)
        told = String(error)
      })
      .finally(() => {
        looking = null
      })
    return looking
  }
  const timer = setInterval(look, lookInterval)
  look()

  async function change(id: string, act: (line: ConsoleLine) => Promise<void> | void) {
    const line = lines.get(id)
    if (line === undefined) return unknown(id)
    used.add(id)
    await act(line)
    saveSoon()
    return line.describe()
  }
  return {
    list,
    open: (id) => change(id, (line) => line.open()),
    close: (id) => change(id, (line) => line.close()),
    setBaud: (id, baud) => change(id, (line) => line.setBaud(baud)),
    setReadOnly: (id, readOnly) => {
      const line = lines.get(id)
      if (line === undefined) return unknown(id)
      used.add(id)
      line.setReadOnly(readOnly)
      saveSoon()
      return line.describe()
    },
    follow: (id, signal) => lines.get(id)?.follow(signal) ?? unknown(id),
    type: async (ids, text, pauseMs, signal) => {
      const chosen = [...new Set(ids)].map((id) => ({ id, line: lines.get(id) }))
      for (const { id, line } of chosen) {
        const problem = line === undefined ? unknown(id) : cannotType(line.describe())
        if (problem !== null) return problem
      }
      const results = await Promise.all(
        chosen.map(({ line }) => line?.type(text, pauseMs, signal) ?? null),
      )
      return results.find((result) => result !== null) ?? null
    },
    search: async (id, text, limit) => lines.get(id)?.search(text, limit) ?? unknown(id),
    transcript: async (id) => lines.get(id)?.transcript() ?? unknown(id),
    look,
    stop: async () => {
      clearInterval(timer)
      if (saving !== null) save()
      await looking
      await Promise.all([...lines.values()].map((line) => line.stop()))
    },
  }
}

/** The ports by their ids. The one that comes second with a name is named by its place. */
function namePorts(
  ports: readonly SerialPortInfo[],
): ReadonlyMap<string, PortName & { readonly path: string }> {
  const named = new Map<string, PortName & { readonly path: string }>()
  for (const port of ports) {
    const usual = nameOfPort(port)
    const name = named.has(usual.id) ? nameByPlace(port) : usual
    named.set(name.id, { ...name, path: port.path })
  }
  return named
}

/** Plugged in, unplugged, or wanted and not open: an open port that is still there is left alone. */
function needsLook(console: Console, path: string | null): boolean {
  return console.path !== path || (console.state.kind !== 'open' && path !== null)
}

function cannotType({ readOnly, state, name }: Console): Refusal | null {
  if (state.kind !== 'open') return closed(name)
  if (!readOnly) return null
  return refusal(
    'console-read-only',
    `Nothing was typed into ${name}, because it is shared for reading only. Switch “Read only” off first.`,
  )
}

function unknown(id: string): Refusal {
  return refusal(
    'console-unknown',
    `There is no serial line ${id}. It may never have been plugged in; look at the list of consoles.`,
  )
}

/** Ids come from what a USB device says: the folder's name holds nothing but harmless characters, and no two ids share one. */
function folderNameOf(id: string): string {
  if (/^[A-Za-z0-9_-]{1,60}$/.test(id)) return id
  const hash = createHash('sha256').update(id).digest('hex').slice(0, 12)
  return `${id.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 60)}-${hash}`
}
