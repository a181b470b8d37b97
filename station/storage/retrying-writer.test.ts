import { expect, test } from 'vitest'
import { createRetryingWriter } from './retrying-writer.ts'

test('a kept write is not made any more when something newer was written in another way', () => {
  const problems: (string | null)[] = []
  const written: string[] = []
  let full = true
  const writer = createRetryingWriter((problem) => problems.push(problem))
  writer.write('a', () => {
    if (full) throw new Error('disk is full')
    written.push('old')
  })
  full = false
  writer.forget('a')
  writer.flush()
  expect({ written, problems }).toEqual({ written: [], problems: ['disk is full', null] })
})

test('a write that fails is kept and tried again, only the newest for each key, and the person is told once', () => {
  const problems: (string | null)[] = []
  const written: string[] = []
  let full = true
  const save = (text: string) => () => {
    if (full) throw new Error('disk is full')
    written.push(text)
  }
  const writer = createRetryingWriter((problem) => problems.push(problem))
  writer.write('a', save('a1'))
  writer.write('a', save('a2'))
  writer.write('b', save('b1'))
  writer.flush()
  expect({ written, problems }).toEqual({ written: [], problems: ['disk is full'] })
  full = false
  writer.flush()
  expect({ written, problems }).toEqual({ written: ['a2', 'b1'], problems: ['disk is full', null] })
  writer.write('a', save('a3'))
  writer.flush()
  expect(written).toEqual(['a2', 'b1', 'a3'])
})
