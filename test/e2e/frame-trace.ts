import type { CDPSession, Page } from 'playwright-core'

// How long the page's own main thread works for each frame, from a trace of Chromium. Counted is processor time of that thread
// (`tdur`), not the clock: on a busy computer a thread waits for its turn, and that says nothing about our work.

/** What a trace says about frames; times in milliseconds. */
export type FrameSummary = {
  readonly frames: number
  /** The length of the trace by the clock. */
  readonly seconds: number
  /** Frames that were late because of us: longer than `frameLimit` by the clock, with one task that took as much of the processor. */
  readonly overLimit: number
  /** The most processor time that one task of a frame took. */
  readonly worstTask: number
  /** Processor time of all tasks of a frame: half of the frames took less, and 99 of 100. */
  readonly median: number
  readonly percentile99: number
  /** Frames longer than `frameLimit` by the clock alone: the fault of whatever else the computer does. */
  readonly overLimitByClock: number
  /** How much of the time the main thread was at work, by the processor, in percent. */
  readonly busyPercent: number
}

export const frameLimit = 50

type TraceEvent = {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur?: number
  readonly tdur?: number
}

const categories = ['devtools.timeline', 'disabled-by-default-devtools.timeline']

/** Records while `work` runs, and sums up what the page's main thread did for each of its frames. */
export async function traceFrames(page: Page, work: () => Promise<void>): Promise<FrameSummary> {
  const session = await page.context().newCDPSession(page)
  await session.send('Tracing.start', {
    transferMode: 'ReturnAsStream',
    traceConfig: { includedCategories: categories },
  })
  await work()
  return summarize(await endTrace(session))
}

async function endTrace(session: CDPSession): Promise<readonly TraceEvent[]> {
  const completed = new Promise<string>((resolve, reject) => {
    session.once('Tracing.tracingComplete', ({ stream }) =>
      stream === undefined ? reject(new Error('the trace has no stream')) : resolve(stream),
    )
  })
  await session.send('Tracing.end')
  const handle = await completed
  let text = ''
  for (;;) {
    const { data, eof } = await session.send('IO.read', { handle, size: 4_000_000 })
    text += data
    if (eof) break
  }
  await session.send('IO.close', { handle })
  return JSON.parse(text).traceEvents
}

/** Sums up a trace. A frame lasts from one `FireAnimationFrame` of the page to the next. */
export function summarize(events: readonly TraceEvent[]): FrameSummary {
  const animation = events.filter(({ name }) => name === 'FireAnimationFrame')
  const { pid, tid } = mostCommonThread(animation)
  const starts = animation
    .filter((event) => event.pid === pid && event.tid === tid)
    .map(({ ts }) => ts)
    .sort((one, other) => one - other)
  const tasks = events
    .filter((event) => event.pid === pid && event.tid === tid && isTask(event))
    .sort((one, other) => one.ts - other.ts)
  const frames = workPerFrame(starts, tasks)
  const work = frames.map(({ processor }) => processor).sort((one, other) => one - other)
  const length = ((starts.at(-1) ?? 0) - (starts[0] ?? 0)) / 1000
  const total = work.reduce((sum, value) => sum + value, 0)
  return {
    frames: frames.length,
    seconds: round(length / 1000),
    overLimit: frames.filter(({ clock, task }) => clock > frameLimit && task > frameLimit).length,
    worstTask: round(Math.max(0, ...frames.map(({ task }) => task))),
    median: round(work[Math.floor(work.length / 2)] ?? 0),
    percentile99: round(work[Math.floor(work.length * 0.99)] ?? 0),
    overLimitByClock: frames.filter(({ clock }) => clock > frameLimit).length,
    busyPercent: round((total / Math.max(1, length)) * 100),
  }
}

function isTask({ name, ph }: TraceEvent): boolean {
  return ph === 'X' && name === 'RunTask'
}

function mostCommonThread(events: readonly TraceEvent[]): { pid: number; tid: number } {
  const threads = Map.groupBy(events, ({ pid, tid }) => `${pid} ${tid}`)
  const [most] = [...threads.values()].sort((one, other) => other.length - one.length)
  const [first] = most ?? []
  if (!first) throw new Error('The trace holds no frames: nothing asked for animation frames.')
  return first
}

function workPerFrame(
  starts: readonly number[],
  tasks: readonly TraceEvent[],
): readonly { readonly clock: number; readonly processor: number; readonly task: number }[] {
  let next = 0
  return starts.slice(0, -1).map((start, index) => {
    const end = starts[index + 1] ?? start
    let processor = 0
    let task = 0
    for (; next < tasks.length && (tasks[next]?.ts ?? 0) < end; next += 1) {
      const took = tasks[next]?.tdur ?? tasks[next]?.dur ?? 0
      processor += took
      task = Math.max(task, took)
    }
    return { clock: (end - start) / 1000, processor: processor / 1000, task: task / 1000 }
  })
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
