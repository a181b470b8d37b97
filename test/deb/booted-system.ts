import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { type RunResult, runProgram } from '../lab/run-program.ts'

export type BootedSystemOptions = {
  /** The folder of a system with systemd; it stays as it is. */
  readonly root: string
  /** The network namespace in which it runs. */
  readonly networkNamespace: string
  /** Files and folders of this machine that it may read: inside, outside. */
  readonly shown: Readonly<Record<string, string>>
}

/** A Debian that was booted by its own systemd, in namespaces; everything written to it is gone after `stop`. */
export type BootedSystem = {
  run(command: string, ...args: string[]): Promise<RunResult>
  stop(): Promise<void>
}

const bootLimitMs = 60_000

/** Boots the folder; rejects with the console's text when it does not come up. Needs root and systemd-nspawn. */
export async function bootSystem(options: BootedSystemOptions): Promise<BootedSystem> {
  const shown = Object.entries(options.shown).map(([inside, outside]) => {
    return `--bind-ro=${outside}:${inside}`
  })
  const child = spawn(
    'systemd-nspawn',
    [
      '--boot',
      `--directory=${options.root}`,
      '--volatile=overlay',
      // There is no systemd outside with which it could be registered.
      '--register=no',
      '--keep-unit',
      '--capability=CAP_NET_ADMIN',
      '--timezone=off',
      '--resolv-conf=off',
      `--network-namespace-path=/run/netns/${options.networkNamespace}`,
      ...shown,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const leader = await findLeader(child)
  const run = (command: string, ...args: string[]): Promise<RunResult> =>
    runProgram(
      'nsenter',
      [
        '--target',
        leader,
        '--mount',
        '--uts',
        '--ipc',
        '--pid',
        '--net',
        '--root',
        '--wd',
        command,
        ...args,
      ],
      { limitMs: bootLimitMs, environment: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } },
    )
  await waitUntilBooted(run)
  return {
    run,
    stop: async () => {
      // The first process of a process namespace takes all others with it.
      process.kill(Number(leader), 'SIGKILL')
      await ended
    },
  }
}

/** The process on this machine that is process 1 of the system: the child of systemd-nspawn that speaks first. */
async function findLeader(child: ChildProcess): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let console = ''
  const limit = setTimeout(() => reject(new Error('It said nothing for too long.')), bootLimitMs)
  const read = (part: Buffer): void => {
    console += part.toString()
    if (console.includes('running in system mode')) resolve()
  }
  child.stdout?.on('data', read)
  child.stderr?.on('data', read)
  child.once('error', reject)
  child.once('close', () => reject(new Error('It ended.')))
  try {
    await promise
  } catch (error) {
    child.kill('SIGKILL')
    throw new Error(`The clean Debian did not boot: ${String(error)}\n${console}`)
  } finally {
    clearTimeout(limit)
  }
  const children = await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')
  return children.trim().split(' ').at(-1) ?? ''
}

/** Until systemd answers and has reached its targets; `degraded` (no console, no clock here) is good enough. */
async function waitUntilBooted(run: BootedSystem['run']): Promise<void> {
  const limit = Date.now() + bootLimitMs
  for (;;) {
    const { stdout, stderr } = await run('systemctl', 'is-system-running', '--wait')
    if (/^(running|degraded)/.test(stdout)) return
    if (Date.now() > limit) throw new Error(`The clean Debian stays ${stdout}${stderr}`)
  }
}
