import { createInterface } from 'node:readline/promises'
import { CommandError, type Shell } from './command.ts'

/** Asks for the board's serial number before something on it is erased; `--yes` answers beforehand. */
export async function confirm(
  shell: Shell,
  question: { readonly text: string; readonly expected: string; readonly yes: boolean },
): Promise<void> {
  if (question.yes) return
  if (!shell.isTerminal) {
    throw new CommandError(
      `${question.text}\nNothing was done, because nobody could be asked. Give --yes to confirm beforehand.`,
    )
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await lines.question(`${question.text}\nType ${question.expected} to go on: `)
  lines.close()
  if (answer.trim() !== question.expected)
    throw new CommandError('Not confirmed; nothing was done.')
}
