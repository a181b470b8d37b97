import { expect, test } from 'vitest'
import { openCredentialStore } from '../storage/credential-store.ts'
import { openDatabase } from '../storage/database.ts'
import { createCredentials } from './credentials.ts'

function fresh() {
  const database = openDatabase(':memory:')
  const time = { now: 1_000 }
  const options = { clock: () => time.now, store: openCredentialStore(database) }
  return { time, options, credentials: createCredentials(options) }
}

test('a boot token is good until the session that it opened is used, and for ten minutes at most', () => {
  const { credentials, time } = fresh()
  const asked = credentials.issueBootToken('board')
  const askedAgain = credentials.issueBootToken('board')
  expect(credentials.boardOfBootToken(asked)).toBe('board')
  const lost = credentials.openSession('board')
  // The answer to the registration was lost, so the agent registers again.
  expect(credentials.boardOfBootToken(askedAgain)).toBe('board')
  const session = credentials.openSession('board')
  expect(credentials.boardOfSession(lost)).toBeNull()
  expect(credentials.boardOfSession(session)).toBe('board')
  expect(credentials.boardOfBootToken(asked)).toBeNull()
  expect(credentials.boardOfBootToken(askedAgain)).toBeNull()
  const late = credentials.issueBootToken('board')
  time.now += 10 * 60 * 1000
  expect(credentials.boardOfBootToken(late)).toBeNull()
})

test('a session lasts over a restart of the station and ends with the next registration', () => {
  const { credentials, options } = fresh()
  const token = credentials.openSession('board')
  const restarted = createCredentials(options)
  expect(restarted.boardOfSession(token)).toBe('board')
  restarted.openSession('board')
  expect(restarted.boardOfSession(token)).toBeNull()
})

test('a boot token is no session token, and a session token no boot token', () => {
  const { credentials } = fresh()
  expect(credentials.boardOfSession(credentials.issueBootToken('board'))).toBeNull()
  expect(credentials.boardOfBootToken(credentials.openSession('board'))).toBeNull()
})
