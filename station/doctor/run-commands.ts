import { type Refusal, refusal } from '../../contract/errors.ts'
import type { CommandResult, RunCommand } from '../platform/run-command.ts'
import type { RepairCommand } from './finding.ts'
import type { Undo } from './fix-record.ts'

const limitMs = 15_000

type Argv = RepairCommand['argv']

/**
 * Runs commands one after the other. When one fails, those before it are taken back, and the refusal says what it said.
 * Answers with the commands that take all of it back, the last one first.
 */
export async function runAll(
  commands: readonly Pick<RepairCommand, 'argv' | 'undo'>[],
  run: RunCommand,
): Promise<Extract<Undo, { kind: 'commands' }> | Refusal> {
  const undo: Argv[] = []
  for (const command of commands) {
    const failed = await runOne(command.argv, run)
    if (failed !== null) {
      for (const back of undo) await runOne(back, run)
      return failed
    }
    if (command.undo !== null) undo.unshift(command.undo)
  }
  return { kind: 'commands', commands: undo.map(([program, ...rest]) => [program, ...rest]) }
}

async function runOne([program, ...args]: Argv, run: RunCommand): Promise<Refusal | null> {
  const result = await run(program, args, limitMs)
  if (result.kind === 'exited' && result.code === 0) return null
  return refusal(
    'command-failed',
    `"${commandText([program, ...args])}" did not succeed: ${whatItSaid(result)}. Nothing was changed; run it in a terminal to see more.`,
  )
}

/** Why a command did not succeed, in words. */
export function whatItSaid(result: CommandResult): string {
  switch (result.kind) {
    case 'exited':
      return result.stderr.trim() || result.stdout.trim() || `it ended with ${result.code}`
    case 'not-installed':
      return 'it is not installed'
    case 'timed-out':
      return `it did not end within ${limitMs / 1000} seconds`
    case 'failed':
      return result.message
  }
}

/** A command as a person types it into a shell. */
export function commandText(argv: readonly string[]): string {
  return argv
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ')
}
