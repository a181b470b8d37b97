import { execFile } from 'node:child_process'

export type CommandResult =
  | {
      readonly kind: 'exited'
      readonly code: number
      readonly stdout: string
      readonly stderr: string
    }
  | { readonly kind: 'not-installed' }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'failed'; readonly message: string }

/** Runs a program of the host, without a shell. Tests give recordings instead. */
export type RunCommand = (
  command: string,
  args: readonly string[],
  limitMs: number,
) => Promise<CommandResult>

const outputLimitBytes = 4 * 1024 * 1024

/**
 * Runs one command to its end, killed after `limitMs`. Never rejects. Messages of the command are
 * in English (LC_ALL=C) because some of them are read by programs.
 */
export const runCommand: RunCommand = (command, args, limitMs) =>
  new Promise((resolve) => {
    const options = {
      timeout: limitMs,
      killSignal: 'SIGKILL' as const,
      maxBuffer: outputLimitBytes,
      env: { ...process.env, LC_ALL: 'C' },
    }
    try {
      execFile(command, args, options, (error, stdout, stderr) => {
        if (error === null) resolve({ kind: 'exited', code: 0, stdout, stderr })
        else if (error.code === 'ENOENT') resolve({ kind: 'not-installed' })
        else if (typeof error.code === 'number') {
          resolve({ kind: 'exited', code: error.code, stdout, stderr })
        } else if (error.killed === true && typeof error.code !== 'string')
          resolve({ kind: 'timed-out' })
        else resolve({ kind: 'failed', message: error.message })
      })
    } catch (error) {
      // Some refusals of the system are thrown at once: EPERM, when the file's capabilities may not be had here; a NUL in an argument.
      resolve({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
    }
  })
