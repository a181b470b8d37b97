import type { CommandResult, RunCommand } from './run-command.ts'

/** One access to a register of a chip on an I2C bus; registers and values are 0 to 255. */
export type I2cStep =
  | { readonly kind: 'read'; readonly register: number }
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
 * The chip at `address` of `/dev/i2c-BUS`, by the programs i2cget and i2cset of i2c-tools: Node can't do the ioctl that it takes.
 * They refuse a chip that a driver of the kernel holds, and so do we (no `-f`).
 */
export function createI2cDevice(options: {
  readonly run: RunCommand
  readonly bus: number
  readonly address: number
}): I2cDevice {
  const place = ['-y', String(options.bus), hex(options.address)]
  return async (steps) => {
    const values: number[] = []
    for (const step of steps) {
      const result = await runI2cTool(options.run, step, place)
      if (result.kind !== 'exited' || result.code !== 0) return failed(result)
      if (step.kind === 'write') continue
      const value = /^0x([0-9a-f]{2})$/i.exec(result.stdout.trim())?.[1]
      if (value === undefined)
        return { kind: 'failed', reason: 'no-answer', detail: result.stdout.trim() }
      values.push(Number.parseInt(value, 16))
    }
    return { kind: 'done', values }
  }
}

/** Debian keeps them in /usr/sbin, where only root's search path leads; others in /usr/bin. */
async function runI2cTool(
  run: RunCommand,
  step: I2cStep,
  place: readonly string[],
): Promise<CommandResult> {
  const program = step.kind === 'read' ? 'i2cget' : 'i2cset'
  const args = [
    ...place,
    hex(step.register),
    ...(step.kind === 'write' ? [hex(step.value)] : []),
    'b',
  ]
  const result = await run(`/usr/sbin/${program}`, args, limitMs)
  return result.kind === 'not-installed' ? run(program, args, limitMs) : result
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
