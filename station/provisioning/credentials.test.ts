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

test('a boot token can be spent once, by nobody after ten minutes, and not after the next boot', () => {
  const { credentials, time } = fresh()
  const first = credentials.issueBootToken('board')
  const second = credentials.issueBootToken('board')
  expect(credentials.spendBootToken(first)).toBeNull()
  expect(credentials.spendBootToken(second)).toBe('board')
  expect(credentials.spendBootToken(second)).toBeNull()
  const late = credentials.issueBootToken('board')
  time.now += 10 * 60 * 1000
  expect(credentials.spendBootToken(late)).toBeNull()
})

test('a session lasts over a restart of the station and ends with the next registration', () => {
  const { credentials, options } = fresh()
  const token = credentials.openSession('board')
  const restarted = createCredentials(options)
  expect(restarted.boardOfSession(token)).toBe('board')
  restarted.openSession('board')
  expect(restarted.boardOfSession(token)).toBeNull()
})

test('a boot token opens no session routes and a session token can not be spent', () => {
  const { credentials } = fresh()
  expect(credentials.boardOfSession(credentials.issueBootToken('board'))).toBeNull()
  expect(credentials.spendBootToken(credentials.openSession('board'))).toBeNull()
})
