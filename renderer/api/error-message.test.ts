import { ORPCError } from '@orpc/client'
import { afterEach, expect, test } from 'vitest'
import { setLanguage } from '../text/translate.ts'
import { errorMessage, errorWords, NotConnected } from './error-message.ts'

afterEach(() => setLanguage('en'))

test('a refusal is told in the words of the station', () => {
  const refused = new ORPCError('REFUSED', {
    message: 'A job is open on gate 1. Wait.',
    data: { code: 'job-open' },
  })
  expect(errorMessage(refused)).toBe('A job is open on gate 1. Wait.')
  setLanguage('de')
  expect(errorWords(refused).words).toContain('ein Auftrag offen')
  expect(errorWords(refused).detail).toBe('A job is open on gate 1. Wait.')
})

test('a call that the station does not know tells of another version', () => {
  expect(errorMessage(new ORPCError('NOT_FOUND'))).toContain('another version')
})

test('a call without a connection was not sent, one that broke may have been done', () => {
  expect(errorMessage(new NotConnected())).toContain('Nothing was sent')
  expect(errorMessage(new Error('aborted'))).toContain('Look whether it was done')
})
