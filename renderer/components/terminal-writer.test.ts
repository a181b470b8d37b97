import { expect, test } from 'vitest'
import { createFrameTurns } from '../logic/frame-turns.ts'
import { createTerminalWriter, frameCharacters } from './terminal-writer.ts'

function writerUnderTest() {
  const written: string[] = []
  const frames: (() => void)[] = []
  const turns = createFrameTurns(frameCharacters, (act) => frames.push(act))
  let parsed = (): void => undefined
  let dropped = 0
  const writer = createTerminalWriter(
    {
      write: (text, done) => {
        written.push(text)
        parsed = done
      },
      reset: () => written.push('(reset)'),
    },
    turns,
    (characters) => {
      dropped += characters
    },
  )
  return {
    writer,
    written,
    dropped: () => dropped,
    frame: () => frames.shift()?.(),
    parsed: () => parsed(),
  }
}

test('a terminal gets the next text in the frame after it has shown the one before', () => {
  const { writer, written, frame, parsed } = writerUnderTest()
  writer.write('first')
  expect(written).toEqual([])
  frame()
  writer.write('second')
  writer.write('third')
  frame()
  expect(written).toEqual(['first'])
  parsed()
  frame()
  expect(written).toEqual(['first', 'secondthird'])
})

test('what waits too long is left out, oldest first, and counted', () => {
  const { writer, written, dropped, frame, parsed } = writerUnderTest()
  writer.write('x')
  writer.write('a'.repeat(400_000))
  writer.write('b'.repeat(400_000))
  expect(dropped()).toBe(800_001 - 512 * 1024)
  for (let count = 0; count < 100; count += 1) {
    frame()
    parsed()
  }
  const text = written.join('')
  expect(text).toHaveLength(512 * 1024)
  expect(text.endsWith('b'.repeat(400_000))).toBe(true)
  expect(Math.max(...written.map(({ length }) => length))).toBe(16 * 1024)
})

test('it begins anew with what is remembered, and what waited is not shown twice', () => {
  const { writer, written, frame } = writerUnderTest()
  writer.write('lost')
  writer.begin('remembered')
  frame()
  expect(written).toEqual(['(reset)', 'remembered'])
})

test('a writer that has ended writes no more', () => {
  const { writer, written, frame } = writerUnderTest()
  writer.write('text')
  writer.end()
  frame()
  expect(written).toEqual([])
})
