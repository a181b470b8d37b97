import { createInterface } from 'node:readline'
import type { MessagePortMain, UtilityProcess } from 'electron'
import type { ElectronParts } from './electron-parts.ts'
import { nextAttempt, restartDelay } from './restart-backoff.ts'
import type { FromStation, StationStart, ToStation } from './station-messages.ts'

/** The station in a process of its own: it lives on when a window crashes, and the window stays alive when it does. */
export type StationHost = {
  start(): void
  /** A channel to the station; waits while it starts. Rejects once the station was stopped. */
  openPort(): Promise<MessagePortMain>
  /** Ends the station in order; kills it when that takes too long. */
  stop(): Promise<void>
}

export type StationHostOptions = {
  readonly electron: Pick<ElectronParts, 'utilityProcess' | 'MessageChannelMain'>
  readonly modulePath: string
  readonly start: StationStart
  /** It had ended by itself, was started again and is ready. */
  readonly onRecovered: () => void
  /** It ends again and again; told once, with what it said last. It is still tried. */
  readonly onStuck: (why: string) => void
  readonly log: (message: string) => void
  readonly now: () => number
}

/** So many ends in a row are no accident. */
const stuckAfter = 3
/** Long enough to tell boards, close the database and take the address off the port. */
const stopLimit = 15_000

export function createStationHost(options: StationHostOptions): StationHost {
  const { electron, onRecovered, log, now } = options
  let child: UtilityProcess | null = null
  let ready = nextProcess()
  let attempt = 0
  let startedAt = 0
  let failure: string | null = null
  let hasEnded = false
  let stopping = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const tell = (to: UtilityProcess, message: ToStation, ports: MessagePortMain[] = []): void =>
    to.postMessage(message, ports)

  const hear = (from: UtilityProcess, message: FromStation): void => {
    if (message.kind === 'failed') failure = message.message
    if (message.kind !== 'ready') return
    ready.resolve(from)
    if (hasEnded) onRecovered()
    hasEnded = false
  }

  const begin = (): void => {
    startedAt = now()
    failure = null
    const next = electron.utilityProcess.fork(options.modulePath, [], {
      serviceName: 'Bootbench station',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = next
    for (const input of [next.stdout, next.stderr]) {
      if (input !== null) createInterface({ input }).on('line', log)
    }
    next.on('message', (message: FromStation) => hear(next, message))
    next.once('exit', (code) => ended(code))
    tell(next, { kind: 'start', start: options.start })
  }

  const ended = (code: number): void => {
    child = null
    const next = nextProcess()
    // Whoever still waits for this process waits for the next one; whoever has its port hears of the end by its `close`.
    ready.resolve(next.promise)
    ready = next
    if (stopping) return
    attempt = nextAttempt(attempt, now() - startedAt)
    const delay = restartDelay(attempt)
    const why = failure ?? `its process ended with code ${code}`
    log(`desktop: the station ended (${why}); it is started again in ${delay} ms`)
    hasEnded = true
    if (attempt === stuckAfter) options.onStuck(why)
    timer = setTimeout(begin, delay)
  }

  return {
    start: begin,
    openPort: async () => {
      const to = await ready.promise
      const { port1, port2 } = new electron.MessageChannelMain()
      tell(to, { kind: 'connect' }, [port1])
      return port2
    },
    stop: async () => {
      stopping = true
      clearTimeout(timer)
      ready.reject(new Error('The station was stopped.'))
      const last = child
      if (last !== null) await endOf(last, () => tell(last, { kind: 'stop' }))
    },
  }
}

/** The process that will be ready next. That nobody waits for it when it is given up is no error. */
function nextProcess(): PromiseWithResolvers<UtilityProcess> {
  const next = Promise.withResolvers<UtilityProcess>()
  next.promise.catch(() => undefined)
  return next
}

async function endOf(child: UtilityProcess, ask: () => void): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  child.once('exit', () => resolve())
  const limit = setTimeout(() => child.kill(), stopLimit)
  ask()
  await promise
  clearTimeout(limit)
}
