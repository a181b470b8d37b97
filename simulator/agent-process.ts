import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { BoardEvent } from './board-events.ts'
import { type BoardIdentity, memoryBytes, revisionText, storageIdentity } from './board-model.ts'
import type { LoadedKernel } from './boot-sequence.ts'

/** The programs that a real board has in its initramfs. */
export interface AgentPrograms {
  /** initramfs/provisioning-client.sh */
  readonly client: string
  /** The block copier, built for this machine with the simulator's faults. */
  readonly copier: string
}

export interface AgentOptions {
  readonly programs: AgentPrograms
  readonly identity: BoardIdentity
  /** A folder of the board's own, for the files that stand for its hardware. */
  readonly folder: string
  readonly storageFile: string
  readonly storageBytes: number
  readonly address: string
  readonly kernel: LoadedKernel
  /** The configuration of its bootloader; a Pi 3 has none. */
  readonly eepromConfig: string
  /** Value of BOOTBENCH_FAULTS. */
  readonly copierFaults: string
  /** How it was started; `network` by default. */
  readonly bootMode?: 'network' | 'rpiboot'
  readonly signal: AbortSignal
  readonly report: (event: BoardEvent) => void
}

/** Why the agent is no longer there. */
export type AgentEnd =
  | { kind: 'restart' }
  | { kind: 'halt' }
  /** It died without a word in the middle of its work. */
  | { kind: 'power-cut' }
  | { kind: 'ended'; code: number | null }

/** Runs the client, beside a watch that takes everything away when the simulator is gone. */
const startScript = '(cat <&4 >/dev/null; kill -KILL 0) & exec sh "$0" 4<&-'

const powerRequestFile = 'power-request'
/** What the agent keeps here is lost with the power. */
const memoryFolder = 'memory'

/**
 * Runs the real agent until it ends. When the signal is aborted, every process of it is gone at once, as if the power were.
 * @throws the signal's reason then; an Error when the shell cannot be started.
 */
export async function runAgent(options: AgentOptions): Promise<AgentEnd> {
  const { signal, report, folder } = options
  await rm(join(folder, powerRequestFile), { force: true })
  await writeHardware(options)
  signal.throwIfAborted()
  const child = spawn('sh', ['-c', startScript, options.programs.client], {
    cwd: folder,
    detached: true,
    env: agentEnvironment(options),
    // Nobody writes to the last two. All processes of the agent hold the first of them, so that its end is the end of
    // them all. The second one ends with us, even if we are killed.
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
  })
  const cutPower = (): void => killGroup(child)
  signal.addEventListener('abort', cutPower)
  try {
    const ended = endOf(child)
    report({ kind: 'agent-started', process: child.pid ?? 0 })
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue
      createInterface(stream).on('line', (line) => report({ kind: 'agent-line', line }))
    }
    const { code, killed } = await ended
    signal.throwIfAborted()
    return killed ? await requestOf(folder) : { kind: 'ended', code }
  } finally {
    signal.removeEventListener('abort', cutPower)
  }
}

/** A process that ends by SIGKILL without us was asked to restart or halt, or its power was cut. */
async function requestOf(folder: string): Promise<AgentEnd> {
  const asked = await readFile(join(folder, powerRequestFile), 'utf8').catch(() => '')
  switch (asked.trim()) {
    case 'restart':
      return { kind: 'restart' }
    case 'halt':
      return { kind: 'halt' }
    default:
      return { kind: 'power-cut' }
  }
}

/** Resolves when no process of the agent is left: what the script leaves in the background has no board to run on. */
function endOf(child: ChildProcess): Promise<{ code: number | null; killed: boolean }> {
  const lifeline = child.stdio[3]
  if (lifeline instanceof Readable) lifeline.resume()
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', () => killGroup(child))
    child.once('close', (code, signal) => resolve({ code, killed: signal === 'SIGKILL' }))
  })
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch (error) {
    // ESRCH: nothing of it is left.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** What the agent finds on a real board, as files. Its memory is empty at each start. */
async function writeHardware(options: AgentOptions): Promise<void> {
  const { folder } = options
  await rm(join(folder, memoryFolder), { recursive: true, force: true })
  await mkdir(join(folder, memoryFolder), { recursive: true })
  await writeFile(join(folder, 'facts.json'), `${JSON.stringify(hardwareFacts(options))}\n`)
  await writeFile(join(folder, 'cmdline'), `${options.kernel.commandLine}\n`)
  await writeFile(join(folder, 'station.pub'), options.kernel.publicKey ?? '')
  await writeProgram(join(folder, 'restart'), powerScript('restart'))
  await writeProgram(join(folder, 'halt'), powerScript('halt'))
  await writeProgram(join(folder, 'copier'), copierScript)
}

/** What the agent tells when it registers (docs/agent-protocol.md). The storage is the file that stands for it. */
function hardwareFacts(options: AgentOptions): object {
  const { identity } = options
  const { model, mac, serial } = identity
  const { kind } = model.storage
  return {
    mac,
    ip: options.address,
    serial,
    model: model.name,
    revision: revisionText(model.revision),
    memoryBytes: memoryBytes(model.revision),
    macs: [mac],
    bootMode: options.bootMode ?? 'network',
    ...(model.eepromTimestamp === undefined
      ? {}
      : { eepromVersion: `${model.eepromTimestamp}`, eepromConfig: options.eepromConfig }),
    storages: [
      {
        path: basename(options.storageFile), // seen from the board's folder, in which its agent runs
        kind,
        sizeBytes: options.storageBytes,
        name: model.storage.name,
        cid: storageIdentity(identity),
        removable: kind === 'sd',
      },
    ],
  }
}

async function writeProgram(path: string, text: string): Promise<void> {
  await writeFile(path, text)
  await chmod(path, 0o755)
}

/** Leaves a note for the simulator; then every process of the board is gone, this one too. */
function powerScript(request: string): string {
  return `#!/bin/sh\necho ${request} > "$BOOTBENCH_BOARD_FOLDER/${powerRequestFile}"\nkill -KILL 0\n`
}

/** The copier kills only itself when its power is cut; on a real board everything else stops with it. */
const copierScript = `#!/bin/sh
"$BOOTBENCH_BOARD_COPIER" "$@" &
child=$!
trap 'kill -TERM "$child"' TERM
wait "$child"
code=$?
while kill -0 "$child" 2>/dev/null; do
  wait "$child"
  code=$?
done
[ "$code" -ne 137 ] || kill -KILL 0
exit "$code"
`

function agentEnvironment(options: AgentOptions): Record<string, string> {
  const { folder, programs } = options
  return {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    TMPDIR: join(folder, memoryFolder),
    BOOTBENCH_BOARD_FOLDER: folder,
    BOOTBENCH_BOARD_COPIER: programs.copier,
    BOOTBENCH_FAULTS: options.copierFaults,
    BOOTBENCH_FACTS: join(folder, 'facts.json'),
    BOOTBENCH_CMDLINE: join(folder, 'cmdline'),
    BOOTBENCH_COPIER: join(folder, 'copier'),
    BOOTBENCH_PUBLIC_KEY: join(folder, 'station.pub'),
    BOOTBENCH_REBOOT_COMMAND: `'${join(folder, 'restart')}'`,
    BOOTBENCH_POWEROFF_COMMAND: `'${join(folder, 'halt')}'`,
  }
}
