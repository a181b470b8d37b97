import { type ParseArgsConfig, parseArgs } from 'node:util'
import { UsageError } from './command.ts'

/** Reads a command's arguments with node:util's parser; what it refuses becomes a UsageError. */
export function parseArguments<Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config)
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** Options that every command which speaks to a running station takes. */
export const clientOptions = {
  station: { type: 'string' },
  json: { type: 'boolean' },
} as const

/** A whole number within bounds; `what` names the option in the error. */
export function parseNumber(value: string, what: string, least: number, most: number): number {
  const number = Number(value)
  if (Number.isInteger(number) && number >= least && number <= most) return number
  throw new UsageError(`${what} must be a whole number from ${least} to ${most}, not "${value}".`)
}
