import { expect, test } from 'vitest'
import { createTerminalWriter } from './terminal-writer.ts'

test('a terminal gets the next text when it has shown the one before, and the oldest is left out', () => {
  const written: string[] = []
  let shown = (): void => undefined
  let dropped = 0
  const writer = createTerminalWriter(
    {
      write: (text, done) => {
        written.push(text)
        shown = done
      },
    },
    (characters) => {
      dropped += characters
    },
  )
  writer.write('first')
  writer.write('second')
  writer.write('third')
  expect(written).toEqual(['first'])
  shown()
  expect(written).toEqual(['first', 'secondthird'])
  writer.write('a'.repeat(100_000))
  writer.write('b'.repeat(100_000))
  shown()
  expect(written.at(-1)?.endsWith('b'.repeat(100_000))).toBe(true)
  expect(dropped).toBe(200_000 - 128 * 1024)
})
