import { expect, test } from 'vitest'
import { Bzip2Error, decodeBzip2 } from './bzip2.ts'

// Made by the bzip2 program (1.0.8): 40 times one sentence, and 3000 zero bytes.
const sentences = Buffer.from(
  'QlpoOTFBWSZTWT9ayBMAAGOVgEABEAA+Yd0AIACQKGmmAAKVSaGEzTU0EwJwJoJqJ0J4J6E7E8E5E/CbCZEwJwJ8E8E7E1E3E5EwJkToTIm4mwT+LuSKcKEgfrWQJg==',
  'base64',
)
const zeros = Buffer.from('QlpoOTFBWSZTWbDaYVsAAAXACMAAAACACCAAMMwImkpQA8XckU4UJCw2mFbA', 'base64')
const sentence = 'Bootbench provisions boards. '.repeat(40)

test('what the bzip2 program packed is unpacked, in input pieces of any size', () => {
  for (const size of [1, 2, 3, 7, 1000]) {
    expect(decode(sentences, size).toString()).toBe(sentence)
  }
  expect(decode(zeros, 10)).toEqual(Buffer.alloc(3000))
})

test('streams that follow one another are one file, and bytes behind them are ignored', () => {
  const both = Buffer.concat([sentences, zeros, sentences])
  expect(decode(both, 5).length).toBe(2 * sentence.length + 3000)
  expect(decode(Buffer.concat([zeros, Buffer.from('more')]), 4).length).toBe(3000)
})

test('a file that is cut off anywhere is truncated', () => {
  for (let length = 1; length < sentences.length; length += 1) {
    expect(failure(sentences.subarray(0, length))).toBe('truncated')
  }
})

test('no flipped bit gives wrong bytes or makes it fail in another way', () => {
  for (let bit = 0; bit < sentences.length * 8; bit += 1) {
    const broken = Buffer.from(sentences)
    broken[bit >> 3] = (broken[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    const outcome = failure(broken)
    expect(outcome, `bit ${bit}`).not.toBe('wrong bytes')
  }
})

function decode(packed: Uint8Array, pieceSize: number): Buffer {
  const pieces: Uint8Array[] = []
  for (let at = 0; at < packed.length; at += pieceSize)
    pieces.push(packed.subarray(at, at + pieceSize))
  return Buffer.concat([...decodeBzip2(pieces)])
}

function failure(packed: Uint8Array): string {
  try {
    const bytes = decode(packed, 64)
    return bytes.toString() === sentence ? 'ok' : 'wrong bytes'
  } catch (error) {
    if (error instanceof Bzip2Error) return error.code
    throw error
  }
}
