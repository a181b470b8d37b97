import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import {
  type BrokerRefusal,
  brokerMissing,
  collectErrorText,
  refusalOfExit,
} from './broker-refusal.ts'

/** How a broker that runs until it is told to end came to its end. */
export type BrokerEnd = { readonly kind: 'ended' } | BrokerRefusal

export interface RunningBroker {
  readonly kind: 'running'
  readonly processId: number
  /** Closes the broker's input, which ends it; resolves with `ended`. A second call is harmless. */
  readonly end: () => Promise<BrokerEnd>
  /** Resolves when the broker is gone, whatever the reason; never rejects. */
  readonly ended: Promise<BrokerEnd>
}

export interface BrokerRunOptions {
  readonly brokerPath: string
  readonly args: readonly string[]
  /** Each line of JSON that it prints, parsed; the first one says that all is on. */
  readonly onLine: (line: unknown) => void
  /** For the first line, and for ending. */
  readonly limitMs: number
}

/**
 * Starts a broker that runs until its standard input closes, and waits for its first line. When the
 * station dies the kernel closes that pipe, so the broker ends however the station ended.
 * Never rejects.
 */
export function startBrokerRun(options: BrokerRunOptions): Promise<RunningBroker | BrokerRefusal> {
  const child = start(options)
  if (child instanceof Error) return Promise.resolve(brokerMissing(options.brokerPath, child))
  const ended = watchEnd(child, options)
  const first = Promise.withResolvers<'first line'>()
  createInterface({ input: child.stdout }).on('line', (text) => {
    options.onLine(parseLine(text))
    first.resolve('first line')
  })
  return awaitFirstLine(child, options, first.promise, ended)
}

function start(options: BrokerRunOptions): ChildProcessWithoutNullStreams | Error {
  try {
    const child = spawn(options.brokerPath, options.args, { stdio: 'pipe', env: {} })
    // A broker that has ended already closes the pipe; its exit code tells the rest.
    child.stdin.on('error', () => child.stdin.destroy())
    return child
  } catch (error) {
    // Arguments that no program can be given (a NUL byte, too long) are thrown by spawn itself.
    return error instanceof Error ? error : new Error(String(error))
  }
}

function watchEnd(
  child: ChildProcessWithoutNullStreams,
  options: BrokerRunOptions,
): Promise<BrokerEnd> {
  const { promise, resolve } = Promise.withResolvers<BrokerEnd>()
  const readErrorText = collectErrorText(child)
  child.once('error', (error) => resolve(brokerMissing(options.brokerPath, error)))
  child.once('close', (code, signal) => {
    if (code === 0) resolve({ kind: 'ended' })
    else resolve(refusalOfExit(code, readErrorText() || describeSignal(signal), 'system-error'))
  })
  return promise
}

async function awaitFirstLine(
  child: ChildProcessWithoutNullStreams,
  options: BrokerRunOptions,
  firstLine: Promise<'first line'>,
  ended: Promise<BrokerEnd>,
): Promise<RunningBroker | BrokerRefusal> {
  const end = () => endWithin(child, options.limitMs, ended)
  const limit = limitOf(options.limitMs)
  const result = await Promise.race([firstLine, ended, limit.passed])
  limit.cancel()
  if (result === 'first line') {
    return { kind: 'running', processId: child.pid ?? 0, end, ended }
  }
  if (result === 'too long') {
    await end()
    return timedOut('did not say within', options.limitMs)
  }
  return result.kind === 'refused' ? result : refusalOfExit(null, '', 'system-error')
}

/** After the limit it is killed: the broker's guardian then takes back what it had put on. */
async function endWithin(
  child: ChildProcessWithoutNullStreams,
  limitMs: number,
  ended: Promise<BrokerEnd>,
): Promise<BrokerEnd> {
  child.stdin.destroy()
  const limit = limitOf(limitMs)
  const result = await Promise.race([ended, limit.passed])
  limit.cancel()
  if (result !== 'too long') return result
  child.kill('SIGKILL')
  await ended
  return timedOut('did not end within', limitMs)
}

function limitOf(limitMs: number) {
  const { promise, resolve } = Promise.withResolvers<'too long'>()
  const timer = setTimeout(() => resolve('too long'), limitMs)
  return { passed: promise, cancel: () => clearTimeout(timer) }
}

function timedOut(what: string, limitMs: number): BrokerRefusal {
  const message = `the broker ${what} ${limitMs} ms whether all is well, and was stopped; try again`
  return { kind: 'refused', code: 'timed-out', message }
}

function describeSignal(signal: NodeJS.Signals | null): string {
  return signal === null ? '' : `the broker was ended from outside (${signal}); start it again`
}

function parseLine(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
