import { ORPCError } from '@orpc/client'
import { errorText } from '../text/errors.ts'

/** What to show a person about a failed call. The station's own sentence where it sent one. */
export function errorMessage(error: unknown): string {
  if (error instanceof ORPCError) {
    return error.code === 'INTERNAL_SERVER_ERROR' ? errorText.unknown : error.message
  }
  if (error instanceof Error && error.message === errorText.notConnected) return error.message
  // oRPC aborts the calls that are open when the socket closes.
  return errorText.connectionBroke
}
