import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { DriveCopier, FoundDrive } from '../platform/drive.ts'
import { storagePath } from './drive-identity.ts'

export type DriveAgentOptions = {
  /** initramfs/provisioning-client.sh */
  readonly clientPath: string
  readonly copier: DriveCopier
  readonly drive: FoundDrive
  readonly mac: string
  /** Where the board server listens for agents of drives. */
  readonly stationUrl: string
  readonly bootToken: string
  readonly publicKeyPem: string
  /** For the agent's files; emptied first. */
  readonly folder: string
  readonly onLine: (line: string) => void
}

export type DriveAgent = {
  /** Resolves when no process of it is left, with its exit code; null when it was ended from outside. Rejects when it can't be started. */
  readonly ended: Promise<number | null>
  /** Takes every process of it away at once. */
  stop(): void
}

/** Runs the client beside a watch that takes everything away when this station is gone, also when it is killed. */
const startScript = '(cat <&4 >/dev/null; kill -KILL 0) & exec sh "$0" 4<&-'

/** Our own agent, run on this computer, with the drive as the only storage that it knows. */
export async function startDriveAgent(options: DriveAgentOptions): Promise<DriveAgent> {
  const { folder, drive, copier, onLine } = options
  await rm(folder, { recursive: true, force: true })
  await mkdir(join(folder, 'memory'), { recursive: true, mode: 0o700 })
  await symlink(copier.target ?? drive.path, join(folder, storagePath(drive)))
  await writeFile(join(folder, 'facts.json'), `${JSON.stringify(factsOf(options))}\n`)
  await writeFile(join(folder, 'cmdline'), `bootbench.boot=${options.bootToken}\n`, { mode: 0o600 })
  await writeFile(join(folder, 'station.pub'), options.publicKeyPem)
  const child = spawn('sh', ['-c', startScript, options.clientPath], {
    cwd: folder,
    detached: true,
    env: environmentOf(options),
    // All processes of the agent hold the fourth, so that its end is the end of them all. The fifth ends with us.
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr])
    if (stream !== null) createInterface(stream).on('line', onLine)
  return { ended: endOf(child), stop: () => killGroup(child) }
}

/** What it tells when it registers: docs/agent-protocol.md. */
function factsOf({ drive, mac }: DriveAgentOptions): object {
  const name = drive.model === '' ? drive.name : drive.model
  return {
    mac,
    ip: '127.0.0.1',
    serial: drive.serial,
    model: name,
    macs: [mac],
    storages: [
      {
        path: storagePath(drive),
        kind: drive.kind,
        sizeBytes: drive.sizeBytes,
        name,
        cid: drive.serial,
        // It is this board's only one, and nothing is plugged into the drive.
        removable: false,
      },
    ],
  }
}

function environmentOf(options: DriveAgentOptions): Record<string, string> {
  const { folder, copier } = options
  return {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    TMPDIR: join(folder, 'memory'),
    PROVISIONING_SERVER: options.stationUrl,
    BOOTBENCH_FACTS: join(folder, 'facts.json'),
    BOOTBENCH_CMDLINE: join(folder, 'cmdline'),
    BOOTBENCH_PUBLIC_KEY: join(folder, 'station.pub'),
    BOOTBENCH_COPIER: copier.program,
    // The LEDs and the power of this computer are not the drive's.
    BOOTBENCH_SYSFS: join(folder, 'no-hardware'),
    BOOTBENCH_REBOOT_COMMAND: 'true',
    BOOTBENCH_POWEROFF_COMMAND: 'true',
    ...copier.environment,
  }
}

function endOf(child: ChildProcess): Promise<number | null> {
  const lifeline = child.stdio[3]
  if (lifeline instanceof Readable) lifeline.resume()
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    // What the script leaves behind has no drive to work on.
    child.once('exit', () => killGroup(child))
    child.once('close', (code) => resolve(code))
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
