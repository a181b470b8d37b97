import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { BenchPrograms } from '../station/network/bench-settings.ts'
import type { Shell } from './command.ts'

/** The data folder: what `--data` says, else one in the person's home. */
export function dataFolderOf(given: string | undefined, shell: Shell): string {
  return given === undefined
    ? join(shell.homeFolder, '.local', 'share', 'bootbench')
    : resolve(given)
}

/** Folders with boot files, the later one wins: what was built here, then what the person imported. */
export function bootFoldersOf(dataFolder: string, shell: Shell): string[] {
  const imported = join(dataFolder, 'boot')
  mkdirSync(imported, { recursive: true })
  const built = join(shell.programFolder, 'build', 'initramfs')
  return [...(existsSync(built) ? [built] : []), imported]
}

/** The C programs, as scripts/run.mjs builds them: the privileged broker, and the sender of the blocks of boot files. */
export function programsOf(shell: Shell): BenchPrograms {
  const folder = join(shell.programFolder, 'build', 'native')
  return {
    brokerPath: join(folder, 'bootbench-broker'),
    moverPath: join(folder, 'bootbench-tftp-mover'),
    clientPath: join(shell.programFolder, 'initramfs', 'provisioning-client.sh'),
  }
}

/** The udev rules that the doctor installs. */
export function rulesFolderOf(shell: Shell): string {
  return join(shell.programFolder, 'resources', 'udev')
}

/** The built user interface. */
export function interfaceFolderOf(shell: Shell): string {
  return join(shell.programFolder, 'build', 'renderer')
}

/** The version of this program, from package.json. */
export function versionOf(shell: Shell): string {
  const text = readFileSync(join(shell.programFolder, 'package.json'), 'utf8')
  const { version } = JSON.parse(text) as { version?: string }
  return version ?? 'unknown'
}
