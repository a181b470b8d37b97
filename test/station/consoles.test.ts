import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Console, ConsoleOutput } from '../../contract/console.ts'
import type { Refusal } from '../../contract/errors.ts'
import { type Consoles, createConsoles } from '../../station/consoles/consoles.ts'
import { needProgram } from '../lab/need-program.ts'
import { createPseudoTerminals, type PseudoTerminals } from '../lab/pseudo-terminals.ts'

// Consoles on real pseudo-terminals, opened by the package that opens real serial ports.

const limitMs = 30_000
const shell = 'while read -r line; do echo got $line; done'

describe.skipIf(needProgram('socat', 'consoles on pseudo-terminals'))('consoles', () => {
  const folders: string[] = []
  let folder: string
  let terminals: PseudoTerminals
  let consoles: Consoles
  let end: AbortController

  function start(): void {
    end = new AbortController()
    consoles = createConsoles({
      ports: terminals.ports,
      folder,
      clock: Date.now,
      onChanged: () => undefined,
      log: (message) => console.warn(message),
    })
  }
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bootbench-consoles-'))
    folders.push(folder)
    terminals = createPseudoTerminals(join(folder, 'lines'))
    start()
  })
  afterEach(async () => {
    end.abort()
    await consoles.stop()
    await terminals.stop()
  })
  afterAll(() => {
    for (const used of folders) rmSync(used, { recursive: true, force: true })
  })

  const type = (ids: readonly string[], text: string, pauseMs = 0) =>
    consoles.type(ids, text, pauseMs, end.signal)
  const find = (id: string): Console | undefined => consoles.list().find((one) => one.id === id)
  const eventually = <Value>(value: () => Value | Promise<Value>) =>
    expect.poll(value, { timeout: limitMs, interval: 20 })

  async function plugAndOpen(number: number, command = shell): Promise<Viewer> {
    await terminals.plug(number, command)
    await eventually(async () => {
      await consoles.look()
      return find(`p${number}`)?.path
    }).toBeTruthy()
    await consoles.open(`p${number}`)
    expect(find(`p${number}`)?.state).toEqual({ kind: 'open' })
    return view(consoles, `p${number}`, end.signal)
  }

  test('forty lines at once answer, each what was typed into it', async () => {
    const numbers = Array.from({ length: 40 }, (_, index) => index + 1)
    const viewers = await Promise.all(numbers.map((number) => plugAndOpen(number)))
    await Promise.all(numbers.map((number) => type([`p${number}`], `hello ${number}\n`)))
    await Promise.all(
      viewers.map((viewer, index) => viewer.until(new RegExp(`got hello ${index + 1}\\s`))),
    )
    expect(await type(['p1', 'p2'], 'to both\n')).toBeNull()
    await Promise.all(viewers.slice(0, 2).map((viewer) => viewer.until(/got to both/)))
    expect(viewers[2]?.text()).not.toContain('both')
  })

  test('a flood neither fills a viewer nor holds the station up, and the transcript has all of it', async () => {
    const count = 300_000
    const flood = `read -r go; seq -f 'line %%08g' 1 ${count}; echo the end; read -r go`
    const viewer = await plugAndOpen(1, flood.replaceAll('%%', '%'))
    const delay = monitorEventLoopDelay({ resolution: 10 })
    delay.enable()
    const begun = performance.now()
    await type(['p1'], 'go\n')
    await viewer.until(/the end\s/)
    const seconds = (performance.now() - begun) / 1000
    delay.disable()
    expect(viewer.deliveries()).toBeLessThanOrEqual(seconds * 10 + 3)
    expect(viewer.largest()).toBeLessThanOrEqual(16 * 1024)
    expect(viewer.droppedBytes()).toBeGreaterThan(0)
    const written = count * 'line 00000001\n'.length + 'the end\n'.length
    expect(viewer.droppedBytes() + viewer.text().length).toBe(written)
    const transcript = textOf(await consoles.transcript('p1'))
    const lines = transcript.match(/\tline \d{8}$/gm) ?? []
    expect(lines.length).toBe(count)
    expect(lines.every((line, index) => Number(line.slice(6)) === index + 1)).toBe(true)
    const rate = written / 1e6 / seconds
    console.info(
      `flood: ${rate.toFixed(1)} MB/s, station held up ${(delay.max / 1e6).toFixed(0)} ms at most`,
    )
  })

  test('an unplugged line waits, opens again by itself, and goes on in the same transcript', async () => {
    const viewer = await plugAndOpen(5)
    await type(['p5'], 'before\n')
    await viewer.until(/got before/)
    await terminals.stop()
    await eventually(() => find('p5')?.state.kind).toBe('waiting')
    expect(find('p5')?.path).toBeNull()
    expect(await type(['p5'], 'lost\n')).toMatchObject({ code: 'console-closed' })
    await terminals.plug(5, shell)
    await eventually(() => find('p5')?.state.kind).toBe('open')
    await type(['p5'], 'after\n')
    await viewer.until(/got after/)
    expect(viewer.text()).toContain('got before')
    const found = await consoles.search('p5', 'GOT', 10)
    expect(found).toMatchObject([{ text: 'got after' }, { text: 'got before' }])
  })

  test('a line that was open is opened again by the next start of the station', async () => {
    await plugAndOpen(6)
    await consoles.setBaud('p6', 9_600)
    await consoles.setReadOnly('p6', true)
    await consoles.stop()
    start()
    // socat ends with its line: it is plugged in anew while the station is there.
    await terminals.stop()
    await terminals.plug(6, shell)
    await eventually(() => find('p6')?.state.kind).toBe('open')
    expect(find('p6')).toMatchObject({ baud: 9_600, readOnly: true })
  })

  test('a line that nobody ever opened is forgotten when it is unplugged, another one is not', async () => {
    await plugAndOpen(3)
    await terminals.plug(4, shell)
    await consoles.look()
    expect(find('p4')?.state).toEqual({ kind: 'closed' })
    await terminals.stop()
    await eventually(() => consoles.list().map(({ id }) => id)).toEqual(['p3'])
  })

  test('noise does no harm, and the line can be used after it', async () => {
    const viewer = await plugAndOpen(7, `read -r go; head -c 300000 /dev/urandom; ${shell}`)
    await type(['p7'], 'go\n')
    await eventually(() => viewer.bytesAtLeast()).toBeGreaterThan(100_000)
    await type(['p7'], 'still there\n')
    await viewer.until(/got still there/)
    expect(viewer.text()).toContain('\ufffd')
  })

  test('nobody types into a line that is shared for reading only', async () => {
    const viewer = await plugAndOpen(8)
    const other = view(consoles, 'p8', end.signal)
    await eventually(() => find('p8')?.viewers).toBe(2)
    await consoles.setReadOnly('p8', true)
    expect(await type(['p8'], 'no\n')).toMatchObject({ code: 'console-read-only' })
    await consoles.setReadOnly('p8', false)
    await type(['p8'], 'yes\n')
    await Promise.all([viewer.until(/got yes/), other.until(/got yes/)])
    expect(viewer.text()).not.toContain('got no')
  })

  test('lines of a long text are typed with a pause after each, in order, whoever else types', async () => {
    const viewer = await plugAndOpen(9)
    const begun = performance.now()
    await Promise.all([type(['p9'], 'one\ntwo\nthree\n', 50), type(['p9'], 'four\n')])
    expect(performance.now() - begun).toBeGreaterThanOrEqual(145)
    await viewer.until(/got four/)
    expect(viewer.text().match(/got \w+/g)).toEqual(['got one', 'got two', 'got three', 'got four'])
  })

  test('a port that can’t be opened says why and what to do, and so does an unknown one', async () => {
    await plugAndOpen(11)
    const second = createConsoles({
      ports: terminals.ports,
      folder,
      clock: Date.now,
      onChanged: () => undefined,
      log: () => undefined,
    })
    await second.look()
    await second.open('p11')
    const [held] = second.list().filter(({ id }) => id === 'p11')
    await second.stop()
    expect(held?.state).toMatchObject({ kind: 'failed', code: 'serial-in-use' })
    expect(await consoles.open('nowhere')).toMatchObject({ code: 'console-unknown' })
    expect(existsSync(join(folder, 'consoles'))).toBe(false)
  })
})

type Viewer = ReturnType<typeof view>

/** Looks at a line until the signal, as a user interface does. */
function view(consoles: Consoles, id: string, signal: AbortSignal) {
  let text = ''
  let deliveries = 0
  let largest = 0
  let dropped = 0
  let wake = (): void => undefined
  const take = (output: ConsoleOutput): void => {
    if (output.kind === 'dropped') dropped += output.bytes
    else text += output.text
    if (output.kind === 'text') {
      deliveries += 1
      largest = Math.max(largest, Buffer.byteLength(output.text))
    }
    wake()
  }
  const output = consoles.follow(id, signal)
  if ('kind' in output) throw new Error(output.message)
  const reading = (async () => {
    for await (const piece of output) take(piece)
  })()
  reading.catch((error: unknown) => console.error(error))
  return {
    text: () => text,
    deliveries: () => deliveries,
    largest: () => largest,
    droppedBytes: () => dropped,
    bytesAtLeast: () => dropped + text.length,
    until: async (pattern: RegExp): Promise<void> => {
      const limit = AbortSignal.timeout(limitMs)
      while (!pattern.test(text)) {
        if (limit.aborted) throw new Error(`${id} did not say ${pattern}: ${text.slice(-500)}`)
        await new Promise<void>((resolve) => {
          wake = resolve
          limit.addEventListener('abort', () => resolve())
        })
      }
    },
  }
}

function textOf(result: string | Refusal): string {
  if (typeof result !== 'string') throw new Error(result.message)
  return result
}
