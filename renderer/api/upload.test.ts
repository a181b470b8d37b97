import { expect, test } from 'vitest'
import { readAnswer } from './upload.ts'

test('an accepted upload names its import', () => {
  expect(readAnswer(200, '{"id":"import-1"}')).toEqual({ kind: 'accepted', importId: 'import-1' })
})

test('a refusal is told in the words of the station', () => {
  expect(readAnswer(422, '{"code":"truncated","message":"The file ends too early."}')).toEqual({
    kind: 'refused',
    message: 'The file ends too early.',
  })
})

test('an answer that is not from the station is told by its status', () => {
  expect(readAnswer(502, '<html>Bad gateway</html>')).toEqual({
    kind: 'refused',
    message: 'The station refused the file (HTTP 502).',
  })
})
