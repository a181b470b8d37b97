import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { CommandResult, RunCommand } from './run-command.ts'

/** One file of udev rules that belongs to us, and whether this computer has it. */
export type UdevRules = {
  /** Where ours lies. */
  readonly path: string
  /** What it is for: the first sentence of its first comment. */
  readonly what: string
  readonly state: 'installed' | 'outdated' | 'missing'
}

export type UdevRefusal = {
  readonly kind: 'refused'
  readonly code: 'declined' | 'failed'
  readonly message: string
}

/** Where a person installs rules. */
export const rulesTarget = '/etc/udev/rules.d'
/** Where udev reads them, in the order in which one folder's file hides another's (udev(7)). */
const systemFolders = [
  rulesTarget,
  '/run/udev/rules.d',
  '/usr/local/lib/udev/rules.d',
  '/usr/lib/udev/rules.d',
  '/lib/udev/rules.d',
] as const

/** Names of our files: nothing else is ever removed. */
export const rulesName = /^\d\d-bootbench-[a-z0-9-]+\.rules$/

/** A person types a password meanwhile. */
const limitMs = 180_000
const reload = 'udevadm control --reload'
/** Names of network interfaces change only when they are plugged in; rights and links at once. */
const triggers = [
  'udevadm trigger --action=change --subsystem-match=usb --subsystem-match=i2c-dev',
  "udevadm trigger --action=change --sysname-match='ttyACM*'",
]

const afterwards = [reload, ...triggers].join(' && ')

/** Our rules in `folder`, compared with those of this computer; `folders` are other places, for tests. */
export async function readUdevRules(
  folder: string,
  folders: readonly string[] = systemFolders,
): Promise<readonly UdevRules[]> {
  const names = (await readdir(folder)).filter((name) => rulesName.test(name)).sort()
  return Promise.all(
    names.map(async (name) => {
      const path = join(folder, name)
      const text = await readFile(path, 'utf8')
      const installed = await firstIn(folders, name)
      return {
        path,
        what: firstSentence(text) || name,
        state: installed === null ? 'missing' : installed === text ? 'installed' : 'outdated',
      }
    }),
  )
}

function firstSentence(rules: string): string {
  const comment = /^(#.*\n)+/.exec(rules)?.[0].replaceAll(/^# ?/gm, '').replaceAll('\n', ' ') ?? ''
  return /^.*?\.(?= )/.exec(comment)?.[0] ?? comment.trim()
}

async function firstIn(folders: readonly string[], name: string): Promise<string | null> {
  for (const folder of folders) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => null) // it is not there
    if (text !== null) return text
  }
  return null
}

/** The command that installs a file of rules, and the one that takes it away, for a person to type. */
export function fileCommands(path: string): { readonly install: string; readonly remove: string } {
  const target = join(rulesTarget, basename(path))
  return {
    install: `sudo install -D -m 0644 '${path.replaceAll("'", `'\\''`)}' ${target}`,
    remove: `sudo rm ${target}`,
  }
}

/** What lets udev know of a change, for a person to type. */
export const tellUdev = `sudo ${[reload, ...triggers].join(' && sudo ')}`

/**
 * Copies rules to /etc/udev/rules.d and lets udev read them. The desktop asks a person for an administrator's password (pkexec),
 * once for all, unless the station is root.
 */
export function installUdevRules(
  paths: readonly string[],
  run: RunCommand,
  isRoot: boolean,
): Promise<{ readonly kind: 'ok' } | UdevRefusal> {
  const script = `install -D -m 0644 -t ${rulesTarget} -- "$@" && ${afterwards}`
  return runAsRoot(script, paths, run, isRoot)
}

/** Takes our rules away again; names that are not ours are not touched. */
export function removeUdevRules(
  names: readonly string[],
  run: RunCommand,
  isRoot: boolean,
): Promise<{ readonly kind: 'ok' } | UdevRefusal> {
  const paths = names.filter((name) => rulesName.test(name)).map((name) => join(rulesTarget, name))
  return runAsRoot(`rm -f -- "$@" && ${afterwards}`, paths, run, isRoot)
}

async function runAsRoot(
  script: string,
  args: readonly string[],
  run: RunCommand,
  isRoot: boolean,
): Promise<{ readonly kind: 'ok' } | UdevRefusal> {
  const shell = ['-c', script, 'sh', ...args]
  const result = isRoot
    ? await run('/bin/sh', shell, limitMs)
    : await run('pkexec', ['/bin/sh', ...shell], limitMs)
  if (result.kind === 'exited' && result.code === 0) return { kind: 'ok' }
  return { kind: 'refused', ...describe(result, isRoot) }
}

function describe(result: CommandResult, isRoot: boolean): Omit<UdevRefusal, 'kind'> {
  const next = 'Run the commands of the plan in a terminal instead.'
  if (result.kind === 'not-installed') {
    return {
      code: 'failed',
      message: `This computer has no pkexec, so nobody can be asked for a password. ${next}`,
    }
  }
  // pkexec(1), RETURN VALUE: 126 when the dialog was dismissed, 127 when authorization was not obtained.
  const isDeclined = !isRoot && result.kind === 'exited' && [126, 127].includes(result.code)
  if (isDeclined || result.kind === 'timed-out') {
    return {
      code: 'declined',
      message: `The question for a password was not answered, so the udev rules were not changed. Try again. ${next}`,
    }
  }
  const said = result.kind === 'exited' ? result.stderr.trim() : result.message
  return { code: 'failed', message: `The udev rules could not be changed: ${said}. ${next}` }
}
