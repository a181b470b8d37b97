/** What the shell gave us, so that only cli.ts touches the process. */
export type Shell = {
  readonly print: (line: string) => void
  readonly complain: (line: string) => void
  /** Aborts when the person ends the program (Ctrl+C, SIGTERM). */
  readonly signal: AbortSignal
  /** The folder of this program: boot files, the user interface and the broker lie below it. */
  readonly programFolder: string
  readonly homeFolder: string
  readonly isRoot: boolean
  readonly isTerminal: boolean
  /** The descriptor of a listening socket for the user interface that systemd opened; null without systemd. */
  readonly inheritedSocket: number | null
}

/** One command of the command line. */
export type Command = {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  /** The whole help text. */
  readonly help: string
  /** Returns the exit code. May throw a UsageError or a CommandError. */
  readonly run: (args: readonly string[], shell: Shell) => Promise<number>
}

export const exitCodes = {
  done: 0,
  /** It was tried and did not succeed, or the station refused it. */
  failed: 1,
  /** The command line was not understood. */
  usage: 2,
  /** No station answers. */
  unreachable: 3,
} as const

/** The command line was not understood; the message says what is wrong with it. */
export class UsageError extends Error {}

/** The command failed in an expected way; the message says what happened, why and what to do next. */
export class CommandError extends Error {
  readonly exitCode: number

  constructor(message: string, exitCode: number = exitCodes.failed) {
    super(message)
    this.exitCode = exitCode
  }
}
