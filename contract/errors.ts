import { z } from 'zod'

/** What a refusal tells: a code for programs and, in the error's message, what happened, why and what to do next. */
export const refusalSchema = z.object({ code: z.string() })

/** Errors that every call may answer with. */
export const commonErrors = {
  /** The named board, job or image is not known. */
  NOT_FOUND: { status: 404, data: refusalSchema },
  /** The call was understood and is not done; the message says why and what to do. */
  REFUSED: { status: 409, data: refusalSchema },
} as const

/** An expected refusal as a value inside the station; the router turns it into a REFUSED error. */
export type Refusal = { readonly kind: 'refused'; readonly code: string; readonly message: string }

/** Makes a refusal value. `message` says what happened, why, and what to do next. */
export function refusal(code: string, message: string): Refusal {
  return { kind: 'refused', code, message }
}

/** Ends a switch over a union: a missing case is a compile error. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`)
}
