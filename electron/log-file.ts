import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

export type LogFile = {
  readonly folder: string
  /** Writes one line with the time before it. Never throws: a full disk must not end the app. */
  readonly write: (message: string) => void
  /** The files that there are, newest first. */
  readonly paths: () => string[]
}

/**
 * A log in `folder` that never grows beyond `keep` files of about `maxBytes`: `bootbench.log` is written, `bootbench.1.log` is
 * the one before it, and so on. Only the person can read them.
 */
export function openLogFile(options: {
  readonly folder: string
  readonly maxBytes: number
  readonly keep: number
  readonly now: () => number
}): LogFile {
  const { folder, maxBytes, keep, now } = options
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const pathOf = (number: number): string =>
    join(folder, number === 0 ? 'bootbench.log' : `bootbench.${number}.log`)
  let size = existsSync(pathOf(0)) ? statSync(pathOf(0)).size : 0

  const rotate = (): void => {
    rmSync(pathOf(keep - 1), { force: true })
    for (let number = keep - 2; number >= 0; number -= 1) {
      if (existsSync(pathOf(number))) renameSync(pathOf(number), pathOf(number + 1))
    }
    size = 0
  }
  const write = (message: string): void => {
    const line = Buffer.from(`${new Date(now()).toISOString()} ${message}\n`)
    try {
      if (size > 0 && size + line.length > maxBytes) rotate()
      appendFileSync(pathOf(0), line, { mode: 0o600 })
      size += line.length
    } catch (error) {
      process.stderr.write(`The log can't be written (${String(error)}): ${message}\n`)
    }
  }
  return {
    folder,
    write,
    paths: () => Array.from({ length: keep }, (_, number) => pathOf(number)).filter(existsSync),
  }
}
