import { type ChildProcess, spawn } from 'node:child_process'

export interface StartOptions {
  readonly cwd?: string
  /** Added to this process's own environment. */
  readonly environment?: Readonly<Record<string, string>>
}

/** How a program ended: its exit code, or the signal that ended it. */
export interface ProcessEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

const outputLimitCharacters = 8 * 1024 * 1024
const stopPatienceMs = 3000

/**
 * A program that runs until it is stopped, with stdout and stderr read as one text. It runs in a
 * process group of its own, and the kernel ends it when this process dies, whatever the reason.
 */
export class LabProcess {
  readonly ended: Promise<ProcessEnd>
  readonly #child: ChildProcess
  readonly #name: string
  readonly #watchers = new Set<() => void>()
  #output = ''
  #readTo = 0
  #end: ProcessEnd | null = null

  constructor(command: string, args: readonly string[], options: StartOptions = {}) {
    this.#name = [command, ...args].join(' ')
    this.#child = spawn('setpriv', ['--pdeathsig', 'KILL', command, ...args], {
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...options.environment },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    })
    this.#child.stdin?.on('error', () => this.#note('[its input is closed]\n'))
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#note(text))
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#note(text))
    this.ended = this.#watchEnd()
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** All it has printed so far (the last 8 MiB). */
  get output(): string {
    return this.#output
  }

  write(text: string): void {
    this.#child.stdin?.write(text)
  }

  /**
   * The first line, after the one found by the last call, that the pattern matches. A line that is
   * not finished yet counts too (a login prompt). Rejects with what was printed when the limit
   * passes or the program ends first.
   */
  async waitForLine(pattern: RegExp, limitMs: number): Promise<string> {
    const deadline = performance.now() + limitMs
    for (;;) {
      const line = this.#takeLine(pattern)
      if (line !== null) return line
      const left = deadline - performance.now()
      if (this.#end !== null) throw this.#failure(`ended before it printed ${pattern}`)
      if (left <= 0) throw this.#failure(`did not print ${pattern} within ${limitMs} ms`)
      await this.#nextChange(left)
    }
  }

  /** Asks it to end, and after three seconds makes it; resolves when it is gone. */
  async stop(): Promise<ProcessEnd> {
    this.#signal('SIGTERM')
    const impatience = setTimeout(() => this.#signal('SIGKILL'), stopPatienceMs)
    const end = await this.ended
    clearTimeout(impatience)
    return end
  }

  /** Ends it at once, as a power cut would. Resolves when it is gone. */
  async kill(): Promise<ProcessEnd> {
    this.#signal('SIGKILL')
    return this.ended
  }

  /** For the exit of this process, where nothing can be waited for. */
  killNow(): void {
    this.#signal('SIGKILL')
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#end !== null || this.#child.pid === undefined) return
    try {
      process.kill(-this.#child.pid, signal)
    } catch (error) {
      // It ended between the check and the signal.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
    }
  }

  async #watchEnd(): Promise<ProcessEnd> {
    const end = await new Promise<ProcessEnd>((resolve) => {
      this.#child.once('close', (code, signal) => resolve({ code, signal }))
      this.#child.once('error', (error) => this.#note(`[could not start: ${error.message}]\n`))
    })
    this.#end = end
    this.#wake()
    return end
  }

  #note(text: string): void {
    this.#output += text
    const excess = this.#output.length - outputLimitCharacters
    if (excess > 0) {
      this.#output = this.#output.slice(excess)
      this.#readTo = Math.max(0, this.#readTo - excess)
    }
    this.#wake()
  }

  #takeLine(pattern: RegExp): string | null {
    let start = this.#readTo
    for (const line of this.#output.slice(start).split('\n')) {
      start = Math.min(start + line.length + 1, this.#output.length)
      if (line !== '' && pattern.test(line)) {
        this.#readTo = start
        return line.replace(/\r$/, '')
      }
    }
    return null
  }

  #nextChange(limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(limit)
        this.#watchers.delete(done)
        resolve()
      }
      const limit = setTimeout(done, limitMs)
      this.#watchers.add(done)
    })
  }

  #wake(): void {
    for (const watcher of this.#watchers) watcher()
  }

  #failure(what: string): Error {
    return new Error(`'${this.#name}' ${what}. It printed:\n${this.#output.slice(-4000)}`)
  }
}
