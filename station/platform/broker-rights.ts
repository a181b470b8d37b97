import { access } from 'node:fs/promises'
import { type CommandResult, type RunCommand, runCommand } from './run-command.ts'

/** The capabilities that the broker works with, in the words of setcap. */
export const brokerCapabilities = [
  'cap_net_bind_service',
  'cap_net_raw',
  'cap_net_admin',
  /** For drives only: they belong to root. Every other verb gives it up first. */
  'cap_dac_override',
] as const
export type BrokerCapability = (typeof brokerCapabilities)[number]

export type BrokerRights =
  /** All that every verb needs. */
  | { readonly kind: 'all' }
  /** `missing` are those that it has not; all of them when it has none. */
  | { readonly kind: 'some' | 'none'; readonly missing: readonly BrokerCapability[] }
  /** It is not there, or is another version. */
  | { readonly kind: 'unknown'; readonly message: string }

export type GrantRefusalCode =
  | 'broker-missing'
  | 'setcap-missing'
  | 'pkexec-missing'
  | 'declined'
  | 'failed'

export interface GrantRefusal {
  readonly kind: 'refused'
  readonly code: GrantRefusalCode
  readonly message: string
}

export interface GrantSources {
  readonly run: RunCommand
  readonly isThere: (path: string) => Promise<boolean>
}

const systemSources: GrantSources = { run: runCommand, isThere }
const checkLimitMs = 5000
/** A person types a password meanwhile. */
const grantLimitMs = 180_000
const setcapPlaces = ['/usr/sbin/setcap', '/usr/bin/setcap', '/sbin/setcap']
const capabilityText = `${brokerCapabilities.join(',')}+ep`

/** Which rights the broker has, as it says itself (verb `check`, native/README.md). Never rejects. */
export async function readBrokerRights(
  brokerPath: string,
  run: RunCommand = runCommand,
): Promise<BrokerRights> {
  const result = await run(brokerPath, ['check'], checkLimitMs)
  const granted = result.kind === 'exited' && result.code === 0 ? grantedIn(result.stdout) : null
  if (granted === null) return { kind: 'unknown', message: describeNoAnswer(brokerPath, result) }
  const missing = brokerCapabilities.filter((name) => !granted.includes(name))
  if (missing.length === 0) return { kind: 'all' }
  return { kind: missing.length === brokerCapabilities.length ? 'none' : 'some', missing }
}

/** The command that gives the broker its rights once, for a person to type. */
export function grantCommand(brokerPath: string): string {
  return `sudo setcap ${capabilityText} ${quoteForShell(brokerPath)}`
}

/** The command that takes them away again. */
export function withdrawCommand(brokerPath: string): string {
  return `sudo setcap -r ${quoteForShell(brokerPath)}`
}

/**
 * Gives the broker its rights: `pkexec SETCAP cap_…+ep BROKER`, for which the desktop asks a person
 * for an administrator's password. A refusal says what happened and what to do. Never rejects.
 */
export async function grantBrokerRights(
  brokerPath: string,
  sources: GrantSources = systemSources,
): Promise<{ readonly kind: 'granted' } | GrantRefusal> {
  const refusal = await runSetcap([capabilityText, brokerPath], brokerPath, sources)
  return refusal ?? { kind: 'granted' }
}

/** Takes them away again: `pkexec SETCAP -r BROKER`. */
export async function withdrawBrokerRights(
  brokerPath: string,
  sources: GrantSources = systemSources,
): Promise<{ readonly kind: 'withdrawn' } | GrantRefusal> {
  const refusal = await runSetcap(['-r', brokerPath], brokerPath, sources)
  return refusal ?? { kind: 'withdrawn' }
}

async function runSetcap(
  args: readonly string[],
  brokerPath: string,
  sources: GrantSources,
): Promise<GrantRefusal | null> {
  if (!(await sources.isThere(brokerPath))) {
    const message = `The broker ${brokerPath} is not there. Build it with native/build.sh or install Bootbench again.`
    return { kind: 'refused', code: 'broker-missing', message }
  }
  const setcap = await firstThere(setcapPlaces, sources)
  if (setcap === null) {
    const message =
      'The program setcap is not installed, so rights cannot be given. Install it (Debian: apt-get install libcap2-bin) and try again.'
    return { kind: 'refused', code: 'setcap-missing', message }
  }
  const result = await sources.run('pkexec', [setcap, ...args], grantLimitMs)
  if (result.kind === 'exited' && result.code === 0) return null
  return { kind: 'refused', ...describeGrantFailure(result, grantCommandFor(args)) }
}

function describeGrantFailure(
  result: CommandResult,
  command: string,
): { readonly code: GrantRefusalCode; readonly message: string } {
  const byHand = `Run it in a terminal instead: ${command}`
  if (result.kind === 'not-installed') {
    const message = `This computer has no pkexec, so nobody can be asked for a password. ${byHand}`
    return { code: 'pkexec-missing', message }
  }
  if (result.kind === 'timed-out') {
    const message = `Nobody answered the question for a password within ${grantLimitMs / 1000} seconds, so nothing was changed. Try again, or: ${command}`
    return { code: 'declined', message }
  }
  if (result.kind === 'failed') return { code: 'failed', message: `${result.message}. ${byHand}` }
  const said = result.stderr.trim()
  // pkexec(1), RETURN VALUE: 126 when the dialog was dismissed, 127 when authorization was not obtained.
  if (result.code === 126) {
    const message = `The question for a password was dismissed, so nothing was changed. Try again, or: ${command}`
    return { code: 'declined', message }
  }
  if (result.code === 127) {
    const message = `This computer did not allow it (${said || 'no reason given'}), so nothing was changed. ${byHand}`
    return { code: 'declined', message }
  }
  return { code: 'failed', message: `setcap could not do it: ${said}. ${adviceFor(said)}` }
}

/** An AppImage is mounted read-only, and some file systems keep no capabilities. */
function adviceFor(said: string): string {
  return /not supported|read-only/i.test(said)
    ? 'The folder it is in cannot hold rights; install the Bootbench package, or copy the broker to a local disk.'
    : 'Look at the message, then try again.'
}

function grantCommandFor(args: readonly string[]): string {
  return ['sudo', 'setcap', ...args.map(quoteForShell)].join(' ')
}

async function firstThere(paths: readonly string[], sources: GrantSources): Promise<string | null> {
  for (const path of paths) if (await sources.isThere(path)) return path
  return null
}

/** The broker's one line, `{"capabilities":["cap_net_raw",…]}`; null for anything else. */
function grantedIn(text: string): readonly unknown[] | null {
  try {
    const line: unknown = JSON.parse(text)
    if (typeof line !== 'object' || line === null || !('capabilities' in line)) return null
    return Array.isArray(line.capabilities) ? line.capabilities : null
  } catch {
    return null
  }
}

function describeNoAnswer(brokerPath: string, result: CommandResult): string {
  const next = 'Build it with native/build.sh or install Bootbench again.'
  switch (result.kind) {
    case 'not-installed':
      return `The broker ${brokerPath} is not there. ${next}`
    case 'timed-out':
      return `The broker ${brokerPath} did not answer. ${next}`
    case 'failed':
      return `The broker ${brokerPath} could not be started (${result.message}). ${next}`
    case 'exited':
      return `The broker ${brokerPath} does not know which rights it has; it is another version. ${next}`
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/** For a line that a person copies into a terminal: plain paths as they are, others in single quotes. */
function quoteForShell(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
