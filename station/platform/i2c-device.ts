import type { CommandResult, RunCommand } from './run-command.ts'

/**
 * One access to a register of a chip on an I2C bus; registers and values are 0 to 255. `count` reads as many registers in one go: only for
 * chips that count on by themselves.
 */
export type I2cStep =
  | { readonly kind: 'read'; readonly register: number; readonly count?: number }
  | { readonly kind: 'write'; readonly register: number; readonly value: number }

export type I2cResult =
  /** What was read, in the order of the reading steps. */
  | { readonly kind: 'done'; readonly values: readonly number[] }
  | {
      readonly kind: 'failed'
      readonly reason: 'not-installed' | 'no-rights' | 'no-bus' | 'busy' | 'no-answer'
      readonly detail: string
    }

/** Does the steps in turn, and none after one that failed. Never rejects. */
export type I2cDevice = (steps: readonly I2cStep[]) => Promise<I2cResult>

const limitMs = 3_000

/**
 * The chip at `address` of `/dev/i2c-BUS`, by the programs of i2c-tools: Node can't do the ioctl that it takes.
 * They refuse a chip that a driver of the kernel holds, and so do we (no `-f`).
 */
export function createI2cDevice(options: {
  readonly run: RunCommand
  readonly bus: number
  readonly address: number
}): I2cDevice {
  return async (steps) => {
    const values: number[] = []
    for (const step of steps) {
      const result = await runTool(options.run, commandFor(step, options))
      if (result.kind !== 'exited' || result.code !== 0) return failed(result)
      if (step.kind === 'write') continue
      const found = readValues(result.stdout, step.count ?? 1)
      if (found === null)
        return { kind: 'failed', reason: 'no-answer', detail: result.stdout.trim() }
      values.push(...found)
    }
    return { kind: 'done', values }
  }
}

type Place = { readonly bus: number; readonly address: number }

/** Several registers are read by one plain message, which not every bus can do; single ones as SMBus bytes, which all can. */
function commandFor(step: I2cStep, { bus, address }: Place): readonly [string, ...string[]] {
  const [chip, register] = [hex(address), hex(step.register)]
  if (step.kind === 'write') return ['i2cset', '-y', `${bus}`, chip, register, hex(step.value), 'b']
  const { count = 1 } = step
  if (count === 1) return ['i2cget', '-y', `${bus}`, chip, register, 'b']
  return ['i2ctransfer', '-y', `${bus}`, `w1@${chip}`, register, `r${count}`]
}

/** Debian keeps them in /usr/sbin, where only root's search path leads; others in /usr/bin. */
async function runTool(
  run: RunCommand,
  [program, ...args]: readonly [string, ...string[]],
): Promise<CommandResult> {
  const result = await run(`/usr/sbin/${program}`, args, limitMs)
  return result.kind === 'not-installed' ? run(program, args, limitMs) : result
}

function readValues(text: string, count: number): number[] | null {
  const words = text.trim().split(/\s+/)
  const areBytes = words.length === count && words.every((word) => /^0x[0-9a-f]{2}$/i.test(word))
  return areBytes ? words.map((word) => Number.parseInt(word, 16)) : null
}

function failed(result: CommandResult): Extract<I2cResult, { kind: 'failed' }> {
  if (result.kind === 'not-installed') {
    return { kind: 'failed', reason: 'not-installed', detail: 'i2c-tools is not installed' }
  }
  const detail =
    result.kind === 'exited'
      ? result.stderr.trim() || `it ended with ${result.code}`
      : result.kind === 'failed'
        ? result.message
        : `no answer within ${limitMs} ms`
  return { kind: 'failed', reason: reasonIn(detail), detail }
}

/** The programs tell the reason in the kernel's words only. */
function reasonIn(detail: string): Extract<I2cResult, { kind: 'failed' }>['reason'] {
  if (/permission denied/i.test(detail)) return 'no-rights'
  if (/resource busy/i.test(detail)) return 'busy'
  if (/could not open file/i.test(detail)) return 'no-bus'
  return 'no-answer'
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`
}
