import { expect, test } from 'vitest'
import { createConsoleText } from './console-text.ts'
import type { TranscriptLine } from './transcript.ts'

function textUnderTest() {
  let now = 1_000
  const lines: TranscriptLine[] = []
  const findings: string[] = []
  const text = createConsoleText({
    transcript: { add: (added) => lines.push(...added) },
    clock: () => now,
    onFinding: ({ kind }) => findings.push(kind),
  })
  return {
    text,
    lines,
    findings,
    at: (time: number) => {
      now = time
    },
  }
}

test('a character that comes in two halves is one character', () => {
  const { text, lines } = textUnderTest()
  const bytes = new TextEncoder().encode('Grüße 🥧\n')
  for (const byte of bytes) text.take(Uint8Array.of(byte))
  expect(lines.map((line) => line.text)).toEqual(['Grüße 🥧'])
  expect(text.recent.all()).toEqual({ text: 'Grüße 🥧\n', sequence: bytes.length })
})

test('a line has the time of its first character', () => {
  const { text, lines, at } = textUnderTest()
  at(2_000)
  text.take(Buffer.from('one\ntw'))
  at(3_000)
  text.take(Buffer.from('o\n'))
  expect(lines).toEqual([
    { at: 2_000, text: 'one' },
    { at: 2_000, text: 'two' },
  ])
})

test('colours and other control characters are shown, and not kept in the transcript', () => {
  const { text, lines } = textUnderTest()
  text.take(Buffer.from('\u001b[1;32mpi@p1\u001b[0m:\u001b]0;title\u0007~ $ ls\r\na\tb\u0008\n'))
  expect(lines.map((line) => line.text)).toEqual(['pi@p1:~ $ ls', 'a\tb'])
  expect(text.recent.all().text).toContain('\u001b[1;32m')
})

test('what is not text becomes replacement characters, and what comes after it is right', () => {
  const { text, lines } = textUnderTest()
  const noise = Uint8Array.from({ length: 70_000 }, (_, index) => 128 + ((index * 7) % 128))
  text.take(noise)
  text.take(Buffer.from('\nfine\n'))
  expect(lines.every((line) => line.text.length <= 4_096)).toBe(true)
  expect(lines.at(-1)?.text).toBe('fine')
  expect(text.recent.all().text).toContain('\ufffd')
})

test('a prompt is found without the end of its line, and kept when the line ends', () => {
  const { text, lines, findings } = textUnderTest()
  text.take(Buffer.from('Linux version 6.12\n\np1 lo'))
  text.take(Buffer.from('gin: '))
  expect(findings).toEqual(['booting', 'login'])
  expect(text.unfinished()?.text).toBe('p1 login: ')
  text.end()
  expect(lines.at(-1)?.text).toBe('p1 login: ')
})
