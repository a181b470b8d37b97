import { execFile } from 'node:child_process'

export interface RunOptions {
  readonly limitMs?: number
  readonly cwd?: string
  readonly input?: string
  readonly environment?: Readonly<Record<string, string>>
}

export interface RunResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

const defaultLimitMs = 30_000
const outputLimitBytes = 64 * 1024 * 1024

/** Runs a program to its end; any exit code is a result, only not starting or taking too long rejects. */
export function runProgram(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const limitMs = options.limitMs ?? defaultLimitMs
  return new Promise((resolve, reject) => {
    const settings = {
      timeout: limitMs,
      killSignal: 'SIGKILL' as const,
      maxBuffer: outputLimitBytes,
      env: { ...process.env, ...options.environment },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    }
    const child = execFile(command, args, settings, (error, stdout, stderr) => {
      if (error === null) resolve({ code: 0, stdout, stderr })
      else if (typeof error.code === 'number') resolve({ code: error.code, stdout, stderr })
      else
        reject(
          new Error(
            `'${command} ${args.join(' ')}' failed within ${limitMs} ms: ${error.message}\n${stdout}${stderr}`,
          ),
        )
    })
    // A program that does not read its input to the end closes the pipe: its exit code tells the rest.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(options.input ?? '')
  })
}

/** Like runProgram, but an exit code other than 0 rejects with what the program said. */
export async function runOrFail(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const result = await runProgram(command, args, options)
  if (result.code === 0) return result.stdout
  const said = `${result.stdout}${result.stderr}`.trim()
  throw new Error(`'${command} ${args.join(' ')}' ended with ${result.code}: ${said}`)
}
