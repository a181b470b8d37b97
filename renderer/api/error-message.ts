import { ORPCError } from '@orpc/client'
import { type StationWords, stationWords } from '../text/station-words.ts'
import { t } from '../text/translate.ts'

/** No connection to the station: nothing was sent. */
export class NotConnected extends Error {}

/** What to show a person about a failed call: by the station's code, with its own sentence where it sent one. */
export function errorWords(error: unknown): StationWords {
  if (error instanceof ORPCError) return answerWords(error)
  if (error instanceof NotConnected) return { words: t('errors.notConnected'), detail: null }
  // oRPC aborts the calls that are open when the socket closes.
  return { words: t('errors.connectionBroke'), detail: null }
}

/** The station's code of a refusal; empty for everything else. */
export function errorCode(error: unknown): string {
  return error instanceof ORPCError ? codeOf(error.data) : ''
}

function answerWords({ code, data, message }: ORPCError<string, unknown>): StationWords {
  if (code === 'INTERNAL_SERVER_ERROR') return { words: t('errors.unknown'), detail: null }
  // The station's own refusals carry a code; oRPC answers so when there is no such call.
  if (code === 'NOT_FOUND' && codeOf(data) === '') {
    return { words: t('errors.otherVersion'), detail: null }
  }
  return stationWords(codeOf(data), message)
}

/** The same in one text. */
export function errorMessage(error: unknown): string {
  const { words, detail } = errorWords(error)
  return detail === null ? words : `${words} (${detail})`
}

function codeOf(data: unknown): string {
  return typeof data === 'object' && data !== null && 'code' in data ? String(data.code) : ''
}
