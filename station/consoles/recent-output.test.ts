import { expect, test } from 'vitest'
import { createRecentOutput } from './recent-output.ts'

function filled(pieces: number, mostBytes: number) {
  const recent = createRecentOutput(mostBytes)
  for (let piece = 0; piece < pieces; piece += 1) recent.add(`piece${piece}`, 10)
  return recent
}

test('the last bytes are remembered, and their place is counted from the beginning', () => {
  expect(filled(100, 30).all()).toEqual({ text: 'piece97piece98piece99', sequence: 1_000 })
})

test('a viewer that keeps up gets all that came since', () => {
  const recent = filled(3, 100)
  expect(recent.after(10, 100)).toEqual({ dropped: 0, text: 'piece1piece2', sequence: 30 })
  expect(recent.after(30, 100)).toBeNull()
})

test('a viewer that is behind gets the newest, and is told how much was left out', () => {
  expect(filled(10, 1_000).after(20, 25)).toEqual({
    dropped: 60,
    text: 'piece8piece9',
    sequence: 100,
  })
})

test('what is forgotten counts as left out too', () => {
  expect(filled(100, 30).after(0, 1_000)).toMatchObject({ dropped: 970, sequence: 1_000 })
})
